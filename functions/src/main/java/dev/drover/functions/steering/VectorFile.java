package dev.drover.functions.steering;

/**
 * A vector as a file.
 *
 * @param bytes its content; not copied, never change it
 * @param mediaType what it is
 * @param name a file name that any system takes
 */
public record VectorFile(byte[] bytes, String mediaType, String name) {}
