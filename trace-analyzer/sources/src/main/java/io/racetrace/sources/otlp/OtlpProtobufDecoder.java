package io.racetrace.sources.otlp;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.racetrace.SpanSink;
import io.racetrace.sources.decode.Compression;
import io.racetrace.sources.decode.HeldSpans;
import io.racetrace.sources.decode.InputFaults;
import io.racetrace.sources.decode.JsonLines;
import io.racetrace.sources.decode.PeekedInput;
import io.racetrace.sources.decode.SpanDecoder;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

/**
 * Decodes OTLP's binary form: one message, or messages that follow each other with their length
 * before them, as four bytes or as a varint. The Collector's file exporter packs each message by
 * itself if it is told to use zstd, and then does so with JSON too; both are read.
 *
 * <p>A message that is broken is told by its number and the next one goes on.
 */
public final class OtlpProtobufDecoder implements SpanDecoder {

  /** Whether an input that begins so is of this format. */
  public static boolean accepts(byte[] head) {
    return ProtobufFraming.of(head) != null;
  }

  @Override
  public void decode(InputStream in, String where, SpanSink sink) throws IOException {
    PeekedInput input = PeekedInput.of(in);
    ProtobufFraming framing = ProtobufFraming.of(input.head());
    InputFaults faults = new InputFaults(where, sink);
    if (framing == null) {
      faults.undecodable(1, "not OTLP in its binary form");
    } else if (framing == ProtobufFraming.MESSAGE) {
      new Decoding(sink, faults).whole(input.all());
    } else {
      Frames frames = new Frames(input.all(), framing);
      if (framing == ProtobufFraming.LENGTH_PREFIXED && Frames.holdJson(input.head())) {
        JsonLines.decode(frames.asLines(), where, sink, OtlpJsonReader::new);
      } else {
        new Decoding(sink, faults).each(frames);
      }
    }
    faults.end();
  }

  /** One run over one input. */
  private static final class Decoding {

    private final InputFaults faults;
    private final HeldSpans held;
    private final OtlpProtobufReader reader;

    Decoding(SpanSink sink, InputFaults faults) {
      this.faults = faults;
      held = new HeldSpans(sink, faults);
      reader = new OtlpProtobufReader(held);
    }

    /** The input is one message; what stands before a fault is whole. */
    void whole(InputStream in) throws IOException {
      CodedInputStream coded = CodedInputStream.newInstance(in);
      try {
        reader.read(coded);
        held.release();
      } catch (InvalidProtocolBufferException e) {
        held.release();
        if (String.valueOf(e.getMessage()).contains("ended unexpectedly") && isAtEnd(in)) {
          faults.truncated(1, "the input ends in the middle of a message");
        } else {
          faults.undecodable(1, "nothing is read from here on: " + e.getMessage());
        }
      } catch (EOFException | ZipException e) {
        held.release();
        tell(1, e);
      }
    }

    private static boolean isAtEnd(InputStream in) throws IOException {
      try {
        return in.read() < 0;
      } catch (EOFException | ZipException e) {
        return true;
      }
    }

    void each(Frames frames) throws IOException {
      try {
        for (InputStream frame = frames.next(); frame != null; frame = frames.next()) {
          one(frame, frames);
        }
      } catch (EOFException | ZipException e) {
        tell(frames.number(), e);
      }
      if (frames.isCutOff()) {
        faults.truncated(frames.number(), "the input ends in the middle of a message");
      }
    }

    private void one(InputStream frame, Frames frames) throws IOException {
      long number = frames.number();
      try (InputStream message = Compression.unpacked(frame)) {
        reader.read(CodedInputStream.newInstance(message));
        held.release();
      } catch (InvalidProtocolBufferException e) {
        held.drop();
        if (!frames.isCutOff()) {
          faults.undecodable(number, "message " + number + ": " + e.getMessage());
        }
      } catch (EOFException | ZipException e) {
        held.drop();
        if (!frames.isCutOff()) {
          faults.undecodable(number, "message " + number + " can't be unpacked: " + e.getMessage());
        }
      }
    }

    private void tell(long number, IOException e) {
      if (e instanceof EOFException) {
        faults.truncated(number, "the compressed input ends in the middle");
      } else {
        faults.undecodable(number, "it can't be unpacked: " + e.getMessage());
      }
    }
  }
}
