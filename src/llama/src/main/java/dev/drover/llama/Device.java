package dev.drover.llama;

/**
 * A processor that llama.cpp can compute on.
 *
 * @param name short name, such as CPU or CUDA0
 * @param description name of the hardware
 * @param type what it is
 * @param freeBytes memory free when the list was made; 0 where the back end does not say
 * @param totalBytes memory in all; 0 where the back end does not say
 */
public record Device(String name, String description, Type type, long freeBytes, long totalBytes) {
  /** What a device is. */
  public enum Type {
    /** The processor that runs this program. */
    CPU,
    /** A graphics card, or a graphics unit inside the processor. */
    GPU,
    /** A helper of the processor, such as a BLAS library. */
    ACCELERATOR
  }
}
