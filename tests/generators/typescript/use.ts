// What a user of openapi-typescript and openapi-fetch writes: one page, one object, one analysis, one calculation.
import createClient from "openapi-fetch";
import type { paths } from "./tillit.js";

declare const process: { argv: string[] };

const client = createClient<paths, "application/json" | "application/problem+json">({ baseUrl: process.argv[2] ?? "" });

const page = await client.GET("/observations", {
    params: { query: { indicator: ["ins-01"], area: ["se-9901", "se-9901-d2"], period: ["latest"], limit: 2 } },
    querySerializer: { array: { style: "form", explode: false } },
});
const indicator = await client.GET("/indicators/{code}", { params: { path: { code: "ins-01" }, query: { lang: "sv" } } });
const gaps = await client.GET("/analyses/trust-gaps", {
    params: { query: { type: ["part_whole"], indicator: ["ins-01"], area: ["se-9901-d2"] } },
});
const target = await client.POST("/calculations/target-gaps", { body: { x: 34, n: 95, target: 0.5, direction: "up" } });
const nothing = await client.GET("/indicators/{code}", { params: { path: { code: "there-is-none" } } });

console.log(
    JSON.stringify({
        total: page.data?._meta.total_records,
        values: page.data?.observations.map((one) => one.value),
        code: indicator.data?.code,
        decimals: indicator.data?.decimals,
        name: indicator.data?.name,
        gap: gaps.data?.trust_gaps[0]?.gap,
        gap_ci: gaps.data?.trust_gaps[0]?.gap_ci,
        value: target.data?.value,
        status: target.data?.target_status,
        refused: nothing.error?.status,
        why: nothing.error?.title,
    }),
);
