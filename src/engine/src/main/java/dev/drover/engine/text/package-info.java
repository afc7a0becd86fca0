/** From tokens' bytes to text: whole characters only, stop strings found across token borders. */
package dev.drover.engine.text;
