import java.net.URI;
import org.apache.olingo.client.api.ODataClient;
import org.apache.olingo.client.api.communication.ODataClientErrorException;
import org.apache.olingo.client.api.domain.ClientEntity;
import org.apache.olingo.client.api.domain.ClientEntitySet;
import org.apache.olingo.client.api.domain.ClientProperty;
import org.apache.olingo.client.api.uri.URIBuilder;
import org.apache.olingo.client.core.ODataClientFactory;
import org.apache.olingo.commons.api.edm.Edm;
import org.apache.olingo.commons.api.edm.EdmEntityType;
import org.apache.olingo.commons.api.edm.FullQualifiedName;

/** Reads the service with Apache Olingo's client: java Reader.java ROOT KEY FILTER NAME... Prints what it finds, one thing a line. */
public class Reader {
    static final ODataClient client = ODataClientFactory.getClient();

    static void print(String... words) {
        System.out.println(String.join("\t", words));
    }

    static String text(ClientEntity entity, String name) {
        ClientProperty property = entity.getProperty(name);
        return property == null || property.hasNullValue() ? "" : property.getPrimitiveValue().toString();
    }

    /** All pages: the library's iterator does not follow next links. */
    static void readAll(URI address, String... names) {
        while (address != null) {
            ClientEntitySet page = client.getRetrieveRequestFactory().getEntitySetRequest(address).execute().getBody();
            if (page.getCount() != null) print("count", page.getCount().toString());
            for (ClientEntity entity : page.getEntities()) {
                String[] words = new String[names.length + 1];
                words[0] = "row";
                for (int i = 0; i < names.length; i++) words[i + 1] = text(entity, names[i]);
                print(words);
            }
            address = page.getNext();
        }
    }

    static URIBuilder observations(String root) {
        return client.newURIBuilder(root).appendEntitySetSegment("Observations");
    }

    static void readRefused(URI address) {
        try {
            readAll(address);
            print("refused", "not");
        } catch (ODataClientErrorException refused) {
            print("refused", String.valueOf(refused.getStatusLine().getStatusCode()), refused.getODataError().getCode());
        }
    }

    public static void main(String[] arguments) {
        String root = arguments[0], key = arguments[1], filter = arguments[2];
        String[] names = java.util.Arrays.copyOfRange(arguments, 3, arguments.length);
        for (String set : client.getRetrieveRequestFactory().getServiceDocumentRequest(root).execute().getBody().getEntitySets().keySet())
            print("set", set);
        Edm edm = client.getRetrieveRequestFactory().getMetadataRequest(root).execute().getBody();
        EdmEntityType type = edm.getEntityType(new FullQualifiedName("Tillit", "Observation"));
        print("keys", String.join(",", type.getKeyPredicateNames()));
        print("type", type.getProperty("value").getType().getName());
        readAll(observations(root).filter(filter).count(true).build(), names);
        URI one = client.newURIBuilder(root).appendEntitySetSegment("Indicators").appendKeySegment(key).build();
        print("one", text(client.getRetrieveRequestFactory().getEntityRequest(one).execute().getBody(), "name"));
        readRefused(observations(root).filter("nope eq 1").build());
        readRefused(observations(root).filter("year(period_start) eq 2024").build());
        readRefused(client.newURIBuilder(root).appendEntitySetSegment("Indicators").appendKeySegment("nope").build());
    }
}
