/**
 * llama.h for Java, through the foreign function and memory interface.
 *
 * <p>Three layers. The function tables ({@code ...Library}) name C functions in Java types; one
 * class each ({@code ...Ffm}) holds their method handles; the public classes own memory, check
 * arguments before native code sees them and turn return codes into exceptions. Knows no HTTP, no
 * sampling method and no policy.
 *
 * <p>Start with {@link dev.drover.llama.Llama}, then {@link dev.drover.llama.Model}, {@link
 * dev.drover.llama.Context} and {@link dev.drover.llama.Batch}.
 */
package dev.drover.llama;
