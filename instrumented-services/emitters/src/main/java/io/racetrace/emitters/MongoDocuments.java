package io.racetrace.emitters;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import java.util.List;
import org.bson.Document;

/** Documents of MongoDB. */
final class MongoDocuments implements Emitter {

  private final MongoClient client;
  private final MongoCollection<Document> orders;

  MongoDocuments(Stores stores) {
    client = MongoClients.create("mongodb://localhost:" + stores.port("mongo"));
    orders = client.getDatabase("shop").getCollection("orders");
    orders.drop();
    orders.insertMany(
        List.of(
            new Document("_id", 17).append("total", 1),
            new Document("_id", 18).append("total", 2),
            new Document("_id", 20).append("total", 4)));
  }

  @Override
  public void tell() {
    orders.find(eq("_id", 17)).first();
    orders.updateOne(eq("_id", 17), set("total", 42));
    orders.find(eq("_id", 18)).first();
    orders.insertOne(new Document("_id", 19).append("total", 3));
    orders.deleteOne(eq("_id", 20));
  }

  @Override
  public void close() {
    client.close();
  }
}
