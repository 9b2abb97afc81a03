package io.racetrace.sources.receive;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.okhttp.OkHttpChannelBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Calls any method with any bytes, and returns the status that it is answered with. */
final class GrpcClient implements AutoCloseable {

  static final String EXPORT = "opentelemetry.proto.collector.trace.v1.TraceService/Export";

  private final ManagedChannel channel;

  GrpcClient(URI endpoint) {
    channel =
        OkHttpChannelBuilder.forAddress(
                endpoint.getHost(), endpoint.getPort(), InsecureChannelCredentials.create())
            .build();
  }

  Status call(String method, byte[]... messages) throws Exception {
    return call(method, CallOptions.DEFAULT, messages);
  }

  Status call(String method, CallOptions options, byte[]... messages) throws Exception {
    MethodDescriptor.Marshaller<byte[]> bytes = new Bytes();
    ClientCall<byte[], byte[]> call =
        channel.newCall(
            MethodDescriptor.newBuilder(bytes, bytes)
                .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
                .setFullMethodName(method)
                .build(),
            options);
    CompletableFuture<Status> answer = new CompletableFuture<>();
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            answer.complete(status);
          }
        },
        new Metadata());
    call.request(2);
    for (byte[] message : messages) {
      call.sendMessage(message);
    }
    call.halfClose();
    return answer.get(20, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {

    @Override
    public InputStream stream(byte[] message) {
      return new ByteArrayInputStream(message);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
