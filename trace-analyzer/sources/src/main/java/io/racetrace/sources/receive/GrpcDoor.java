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
import java.util.Objects;
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

  /** A little more than is taken, so that what is unpacked here can be seen to be too large. */
  private static final int MAX_MESSAGE_BYTES = Intake.MAX_REQUEST_BYTES + (1 << 16);

  private static final String LIMIT = Intake.MAX_REQUEST_BYTES + " bytes";

  private static final Status NOT_ONE =
      Status.INVALID_ARGUMENT.withDescription("a call holds one request");

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
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
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
        private boolean isOne;

        @Override
        public void onMessage(byte[] message) {
          isOne = request == null;
          request = message;
        }

        @Override
        public void onHalfClose() {
          Status status = isOne ? export(Objects.requireNonNull(request)) : NOT_ONE;
          if (status.isOk()) {
            call.sendHeaders(new Metadata());
            // In protobuf a message with nothing set has no bytes.
            call.sendMessage(new byte[0]);
          } else {
            intake.refused(String.valueOf(status.getDescription()));
          }
          call.close(status, new Metadata());
        }

        @Override
        public void onCancel() {
          // gRPC does not say which; it ends a call whose message is too large with INTERNAL.
          intake.refused("a call was given up by its sender, or is larger than " + LIMIT);
        }
      };
    }

    private Status export(byte[] request) {
      if (request.length > Intake.MAX_REQUEST_BYTES) {
        // Without a hint when to try again, senders take it as final.
        return Status.RESOURCE_EXHAUSTED.withDescription("a request holds at most " + LIMIT);
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

  /** Leaves a message as it is, and cuts what is too large by any amount to one byte too large. */
  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {

    @Override
    public InputStream stream(byte[] message) {
      return new ByteArrayInputStream(message);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readNBytes(Intake.MAX_REQUEST_BYTES + 1);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
