package dev.drover.llama;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * What a context remembers of one sequence, to be kept in memory or a file and given back to a
 * sequence of the same or another context of the same model.
 *
 * <p>llama.cpp believes the bytes of a state. So they carry what they were made from and a
 * checksum, and are given back only where both fit. Immutable; its memory is freed by the garbage
 * collector.
 */
public final class SequenceState {
  private static final int MAGIC = 0x53535244; // "DRSS"
  private static final int VERSION = 1;
  private static final int ORIGIN_BYTES = 96;
  private static final int HEADER_BYTES = 4 + 4 + 4 + 4 + 8 + ORIGIN_BYTES;

  private final String origin;
  private final int length;
  private final MemorySegment data;
  private final long checksum;

  private SequenceState(String origin, int length, MemorySegment data, long checksum) {
    this.origin = origin;
    this.length = length;
    this.data = data;
    this.checksum = checksum;
  }

  /**
   * Copies a sequence out of a context.
   *
   * @throws IllegalArgumentException if there is no such sequence or it is empty
   */
  public static SequenceState save(Context context, int sequence) {
    int length = context.memory().length(sequence);
    if (length == 0) {
      throw new IllegalArgumentException("sequence %d is empty".formatted(sequence));
    }
    LlamaContextLibrary library = context.model().llama().contexts();
    context.enter();
    try {
      long size = library.stateSize(context.handle(), sequence);
      MemorySegment data = Arena.ofAuto().allocate(Math.max(1, size), 8);
      long written = library.stateGet(context.handle(), data, size, sequence);
      if (written == 0 || written > size) {
        throw new LlamaException(
            "llama_state_seq_get_data returned %d for %d bytes".formatted(written, size));
      }
      MemorySegment state = data.asSlice(0, written).asReadOnly();
      return new SequenceState(origin(context), length, state, checksum(state));
    } finally {
      context.exit();
    }
  }

  /**
   * Gives the state to an empty sequence.
   *
   * @throws IllegalArgumentException if the state comes from another model, library or KV format
   * @throws IllegalStateException if the sequence is not empty
   * @throws DecodeException if the context has no room for it; the sequence is empty then
   */
  public void restore(Context context, int sequence) {
    String here = origin(context);
    if (!origin.equals(here)) {
      throw new IllegalArgumentException(
          "state was saved from %s and does not fit %s".formatted(origin, here));
    }
    Memory memory = context.memory();
    if (memory.length(sequence) != 0) {
      throw new IllegalStateException("sequence %d is not empty".formatted(sequence));
    }
    LlamaContextLibrary library = context.model().llama().contexts();
    context.enter();
    try {
      long read = library.stateSet(context.handle(), data, data.byteSize(), sequence);
      if (read != 0) {
        memory.loaded(sequence, length);
        return;
      }
    } finally {
      context.exit();
    }
    memory.remove(sequence);
    throw new DecodeException(
        DecodeException.Reason.NO_SPACE,
        0,
        "The memory has no room for a state of %d positions".formatted(length));
  }

  /** Positions that the sequence held. */
  public int length() {
    return length;
  }

  /** Bytes that it takes in memory. */
  public long byteSize() {
    return data.byteSize();
  }

  /** What has to be the same for a state to mean anything. */
  private static String origin(Context context) {
    ContextOptions options = context.options();
    return String.join(
        "/",
        context.model().fingerprint(),
        context.model().llama().abi().label(),
        options.keyType().name(),
        options.valueType().name(),
        // Values lie transposed without flash attention.
        options.flashAttention().name(),
        context.memory().kind().name());
  }

  private static long checksum(MemorySegment data) {
    CRC32C checksum = new CRC32C();
    long step = 1 << 30;
    for (long at = 0; at < data.byteSize(); at += step) {
      checksum.update(data.asSlice(at, Math.min(step, data.byteSize() - at)).asByteBuffer());
    }
    return checksum.getValue();
  }

  /**
   * The state with its origin and checksum.
   *
   * @throws IllegalStateException if it is larger than an array can be
   */
  public byte[] toBytes() {
    if (data.byteSize() > Integer.MAX_VALUE - HEADER_BYTES - 16) {
      throw new IllegalStateException("A state of %d bytes fits no array".formatted(byteSize()));
    }
    byte[] bytes = new byte[HEADER_BYTES + (int) data.byteSize()];
    header().get(bytes, 0, HEADER_BYTES);
    MemorySegment.copy(data, JAVA_BYTE, 0, bytes, HEADER_BYTES, (int) data.byteSize());
    return bytes;
  }

  /**
   * The reverse of {@link #toBytes}.
   *
   * @throws LlamaException if the bytes are damaged
   */
  public static SequenceState of(byte[] bytes) {
    return parse(MemorySegment.ofArray(bytes), "state");
  }

  /** Writes {@link #toBytes} to a file of any size, replacing it. */
  public void write(Path file) {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      writeFully(channel, header());
      long step = 1 << 30;
      for (long at = 0; at < data.byteSize(); at += step) {
        long part = Math.min(step, data.byteSize() - at);
        writeFully(channel, data.asSlice(at, part).asByteBuffer());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws LlamaException if the file is damaged
   */
  public static SequenceState read(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        Arena arena = Arena.ofConfined()) {
      long size = channel.size();
      return parse(channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena), file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ByteBuffer header() {
    byte[] label = origin.getBytes(StandardCharsets.US_ASCII);
    if (label.length > ORIGIN_BYTES) {
      throw new AssertionError("Origin is too long: " + origin);
    }
    return ByteBuffer.allocate(HEADER_BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(MAGIC)
        .putInt(VERSION)
        .putInt(length)
        .putInt((int) checksum)
        .putLong(data.byteSize())
        .put(label)
        .rewind();
  }

  private static SequenceState parse(MemorySegment bytes, String what) {
    if (bytes.byteSize() < HEADER_BYTES) {
      throw new LlamaException("%s is too short for a sequence state".formatted(what));
    }
    ByteBuffer header =
        bytes.asSlice(0, HEADER_BYTES).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    if (header.getInt() != MAGIC || header.getInt() != VERSION) {
      throw new LlamaException("%s is no sequence state of version %d".formatted(what, VERSION));
    }
    int length = header.getInt();
    long checksum = Integer.toUnsignedLong(header.getInt());
    long size = header.getLong();
    byte[] label = new byte[ORIGIN_BYTES];
    header.get(label);
    String origin = new String(label, StandardCharsets.US_ASCII).replace("\0", "");
    if (length < 1 || size != bytes.byteSize() - HEADER_BYTES) {
      throw new LlamaException("%s is incomplete".formatted(what));
    }
    MemorySegment data = Arena.ofAuto().allocate(size, 8);
    data.copyFrom(bytes.asSlice(HEADER_BYTES));
    if (checksum(data) != checksum) {
      throw new LlamaException("%s is damaged: its checksum differs".formatted(what));
    }
    return new SequenceState(origin, length, data.asReadOnly(), checksum);
  }
}
