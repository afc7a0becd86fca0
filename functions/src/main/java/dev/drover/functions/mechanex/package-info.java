/**
 * The wire protocol of Mechanex: its Python client works with {@code
 * base_url=http://HOST/mechanex}.
 */
package dev.drover.functions.mechanex;
