package io.racetrace.sources.receive;

import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.okhttp.OkHttpServerBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * OTLP/gRPC, plain or with gzip. Messages stay bytes: {@link Intake} reads them with no generated
 * class between. Other services, such as those of metrics and logs, are answered with UNIMPLEMENTED
 * by gRPC itself, which senders take as final.
 */
final class GrpcDoor implements Door {

  private static final String SERVICE = "opentelemetry.proto.collector.trace.v1.TraceService";

  /** A Collector sends ten requests at a time over its one connection if nothing is said. */
  private static final int MAX_CALLS_PER_CONNECTION = 16;

  private static final MethodDescriptor<byte[], byte[]> EXPORT =
      MethodDescriptor.newBuilder(new Bytes(), new Bytes())
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "Export"))
          .build();

  private final Server server;
  private final InetSocketAddress address;
  private final ExecutorService threads;

  private GrpcDoor(Server server, InetSocketAddress address, ExecutorService threads) {
    this.server = server;
    this.address = address;
    this.threads = threads;
  }

  static GrpcDoor open(InetSocketAddress address, Intake intake) throws IOException {
    ExecutorService threads = Door.threads("otlp-grpc");
    Server server =
        OkHttpServerBuilder.forPort(address, InsecureServerCredentials.create())
            .addService(
                ServerServiceDefinition.builder(SERVICE)
                    .addMethod(EXPORT, new Export(intake))
                    .build())
            .executor(threads)
            .maxInboundMessageSize(Intake.MAX_REQUEST_BYTES)
            .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
            // Senders that ask now and then whether we live are no attackers.
            .permitKeepAliveTime(5, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .build();
    try {
      server.start();
    } catch (IOException e) {
      threads.shutdownNow();
      throw e;
    }
    return new GrpcDoor(
        server, new InetSocketAddress(address.getAddress(), server.getPort()), threads);
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public void close() {
    server.shutdown();
    try {
      server.awaitTermination(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.shutdownNow();
    threads.shutdown();
  }

  /** What is done with one call. */
  private record Export(Intake intake) implements ServerCallHandler<byte[], byte[]> {

    @Override
    public ServerCall.Listener<byte[]> startCall(
        ServerCall<byte[], byte[]> call, Metadata headers) {
      // One more than there should be, so that the end after the first one is told.
      call.request(2);
      return new ServerCall.Listener<>() {

        private byte @Nullable [] request;

        @Override
        public void onMessage(byte[] message) {
          request = message;
        }

        @Override
        public void onHalfClose() {
          Status status = export(request);
          if (status.isOk()) {
            call.sendHeaders(new Metadata());
            // In protobuf a message with nothing set has no bytes.
            call.sendMessage(new byte[0]);
          } else {
            intake.refused(String.valueOf(status.getDescription()));
          }
          call.close(status, new Metadata());
        }
      };
    }

    private Status export(byte @Nullable [] request) {
      if (request == null) {
        return Status.INVALID_ARGUMENT.withDescription("the call ends without a request");
      }
      try {
        intake.protobuf(request);
        return Status.OK;
      } catch (Intake.NotARequestException e) {
        return Status.INVALID_ARGUMENT.withDescription(e.getMessage());
      } catch (IOException | RuntimeException e) {
        // Senders try again after UNAVAILABLE; the file may have room by then.
        return Status.UNAVAILABLE.withDescription(Intake.NOT_WRITTEN + e.getMessage());
      }
    }
  }

  /** Leaves a message as it is. */
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
