package dev.drover.engine.constraint.json;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Schemas that a value must fit all.
 *
 * @param schemas none is true, none is a mere reference, none is twice; none for any value
 */
record Conjunction(List<Location> schemas) {
  /** Any value. */
  static final Conjunction ANY = new Conjunction(List.of());

  /** Of some schemas, as far as they say something. */
  static Conjunction of(SchemaDocument document, Collection<Location> schemas) {
    Set<Location> kept = new LinkedHashSet<>();
    for (Location schema : schemas) {
      Location at = schema;
      for (int hops = 0; Keywords.isReference(at.node()); hops++) {
        if (hops > SchemaLimits.MAX_CHAIN) {
          throw schema.refused("its references lead in a circle, or too far");
        }
        at = document.target(at.at("$ref"));
      }
      if (!Keywords.saysNothing(at.node())) {
        kept.add(at);
      }
    }
    return new Conjunction(new ArrayList<>(kept));
  }

  /** What is the same for all that have the same schemas. */
  Set<Location> key() {
    return Set.copyOf(schemas);
  }

  /** Where it is, for messages. */
  Location where() {
    return schemas.getFirst();
  }
}
