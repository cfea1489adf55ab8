// What a user of openapi-generator writes: one object, and a refusal.
import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.MeasuresApi;
import org.openapitools.client.model.Indicator;

public class Use {
    public static void main(String[] arguments) throws ApiException {
        ApiClient client = new ApiClient();
        client.setServerIndex(null);
        client.setBasePath(arguments[0]);
        MeasuresApi measures = new MeasuresApi(client);
        Indicator indicator = measures.getIndicator("ins-01", null, null, "sv", null);
        JsonObject refused;
        try {
            measures.getIndicator("there-is-none", null, null, null, null);
            throw new IllegalStateException("there is one");
        } catch (ApiException problem) {
            refused = new Gson().fromJson(problem.getResponseBody(), JsonObject.class);
        }
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("code", indicator.getCode());
        told.put("decimals", indicator.getDecimals());
        told.put("name", indicator.getName());
        told.put("refused", refused.get("status"));
        told.put("why", refused.get("title"));
        System.out.println(new Gson().toJson(told));
    }
}
