package dev.drover.jinja;

/** A variable by its place: a slot of an activation. */
record Variable(Layout owner, int slot) {}
