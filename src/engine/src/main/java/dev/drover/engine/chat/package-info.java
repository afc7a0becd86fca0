/** Conversations and the templates that turn them into a prompt. */
package dev.drover.engine.chat;
