package io.racetrace.sources.receive;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Sends export requests in protobuf. */
record HttpSender(HttpClient client, URI traces) {

  HttpSender(URI endpoint) {
    this(HttpClient.newHttpClient(), URI.create(endpoint + "/v1/traces"));
  }

  HttpResponse<String> post(byte[] request) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(traces)
            .header("Content-Type", "application/x-protobuf")
            .POST(HttpRequest.BodyPublishers.ofByteArray(request))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
