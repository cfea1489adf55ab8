// What a user of openapi-generator writes: one page, one object, one analysis, one calculation.
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.AnalysesApi;
import org.openapitools.client.api.CalculationsApi;
import org.openapitools.client.api.MeasuresApi;
import org.openapitools.client.model.ObservationPage;
import org.openapitools.client.model.TargetGapsInput;
import org.openapitools.client.model.TargetGapsResult;
import org.openapitools.client.model.TrustGapsAnalysis;
import org.openapitools.client.model.TrustGapsAnalysisPage;

public class Use {
    /** The generated function has a parameter for each filter: those that are named here, the others null. */
    static Object call(Object api, String name, Map<String, ?> named) throws ReflectiveOperationException {
        Method found = Arrays.stream(api.getClass().getMethods()).filter(method -> method.getName().equals(name)).findFirst().orElseThrow();
        return found.invoke(api, Arrays.stream(found.getParameters()).map(Parameter::getName).map(named::get).toArray());
    }

    public static void main(String[] arguments) throws Exception {
        ApiClient client = new ApiClient();
        client.setServerIndex(null);
        client.setBasePath(arguments[0]);
        MeasuresApi measures = new MeasuresApi(client);
        var page = (ObservationPage) call(measures, "listObservations", Map.of(
            "indicator", List.of("ins-01"), "area", List.of("se-9901", "se-9901-d2"), "period", List.of("latest"), "limit", 2));
        var indicator = measures.getIndicator("ins-01", null, null, "sv", null);
        var gaps = (TrustGapsAnalysisPage) call(new AnalysesApi(client), "analyseTrustGaps", Map.of(
            "type", List.of("part_whole"), "indicator", List.of("ins-01"), "area", List.of("se-9901-d2")));
        TrustGapsAnalysis gap = gaps.getTrustGaps().get(0);
        TargetGapsResult target = new CalculationsApi(client).calculateTargetGaps(
            new TargetGapsInput().x(34).n(95).target(0.5).direction(TargetGapsInput.DirectionEnum.UP), null);
        JsonObject refused;
        try {
            measures.getIndicator("there-is-none", null, null, null, null);
            throw new IllegalStateException("there is one");
        } catch (ApiException problem) {
            refused = new Gson().fromJson(problem.getResponseBody(), JsonObject.class);
        }
        List<Object> values = new ArrayList<>();
        page.getObservations().forEach(one -> values.add(one.getValue()));
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("total", page.getMeta().getTotalRecords());
        told.put("values", values);
        told.put("code", indicator.getCode());
        told.put("decimals", indicator.getDecimals());
        told.put("name", indicator.getName());
        told.put("gap", gap.getGap());
        told.put("gap_ci", Map.of("low", gap.getGapCi().getLow(), "high", gap.getGapCi().getHigh()));
        told.put("value", target.getValue());
        told.put("status", target.getTargetStatus().getValue());
        told.put("refused", refused.get("status"));
        told.put("why", refused.get("title"));
        System.out.println(new GsonBuilder().serializeNulls().create().toJson(told));
    }
}
