// What a user of oapi-codegen writes: one page, one object, one analysis, one calculation.
package main

import (
	"context"
	"encoding/json"
	"log"
	"os"

	"tillit.example/generators/tillit"
)

func pointer[T any](value T) *T { return &value }

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func main() {
	ctx := context.Background()
	client := must(tillit.NewClientWithResponses(os.Args[1]))
	page := must(client.ListObservationsWithResponse(ctx, &tillit.ListObservationsParams{
		Indicator: &[]tillit.Code{"ins-01"}, Area: &[]tillit.Code{"se-9901", "se-9901-d2"}, Period: &[]string{"latest"}, Limit: pointer(2),
	}))
	indicator := must(client.GetIndicatorWithResponse(ctx, "ins-01", &tillit.GetIndicatorParams{Lang: pointer(tillit.GetIndicatorParamsLangSv)}))
	gaps := must(client.AnalyseTrustGapsWithResponse(ctx, &tillit.AnalyseTrustGapsParams{
		Type: []string{"part_whole"}, Indicator: &[]tillit.Code{"ins-01"}, Area: &[]tillit.Code{"se-9901-d2"},
	}))
	target := must(client.CalculateTargetGapsWithResponse(ctx, &tillit.CalculateTargetGapsParams{}, tillit.TargetGapsInput{
		X: pointer(34), N: pointer(95), Target: pointer(0.5), Direction: "up",
	}))
	nothing := must(client.GetIndicatorWithResponse(ctx, "there-is-none", &tillit.GetIndicatorParams{}))

	values := []any{}
	for _, one := range page.JSON200.Observations {
		values = append(values, one.Value)
	}
	must(0, json.NewEncoder(os.Stdout).Encode(map[string]any{
		"total":    page.JSON200.UnderscoreMeta.TotalRecords,
		"values":   values,
		"code":     indicator.JSON200.Code,
		"decimals": indicator.JSON200.Decimals,
		"name":     indicator.JSON200.Name,
		"gap":      gaps.JSON200.TrustGaps[0].Gap,
		"gap_ci":   gaps.JSON200.TrustGaps[0].GapCi,
		"value":    target.JSON200.Value,
		"status":   target.JSON200.TargetStatus,
		"refused":  nothing.ApplicationproblemJSONDefault.Status,
		"why":      nothing.ApplicationproblemJSONDefault.Title,
	}))
}
