/**
 * The GGUF file format, read and checked in Java.
 *
 * <p>llama.cpp trusts a model file in places: a wrong one ends the process. So every file is read
 * here first. Specification: docs/gguf.md of the ggml project.
 */
package dev.drover.llama.gguf;
