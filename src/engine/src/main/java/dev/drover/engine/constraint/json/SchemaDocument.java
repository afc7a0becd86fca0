package dev.drover.engine.constraint.json;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** A whole schema, in which references find their targets. */
final class SchemaDocument {
  private final Location root;
  private final Map<String, Location> anchors = new HashMap<>();

  /** Of a schema that has been read. */
  SchemaDocument(JsonNode root) {
    this.root = new Location("", root);
    collect(this.root);
  }

  /** The whole. */
  Location root() {
    return root;
  }

  private void collect(Location at) {
    JsonNode anchor = at.node().path("$anchor");
    if (anchor.isTextual() && anchors.putIfAbsent(anchor.textValue(), at) != null) {
      throw at.at("$anchor").refused("there is another anchor of this name");
    }
    for (Map.Entry<String, JsonNode> member : at.node().properties()) {
      if (!Keywords.isData(member.getKey())) {
        collect(at.at(member.getKey()));
      }
    }
    for (int i = 0; at.node().isArray() && i < at.node().size(); i++) {
      collect(at.at(i));
    }
  }

  /** Where a {@code $ref} leads. */
  Location target(Location reference) {
    String ref = reference.text();
    String id = root.node().path("$id").asText("");
    String local = !id.isEmpty() && ref.startsWith(id) ? ref.substring(id.length()) : ref;
    if (local.isEmpty() && !ref.isEmpty()) {
      local = "#";
    }
    if (!local.startsWith("#")) {
      throw reference.refused("only references into this schema can be followed: '" + ref + "'");
    }
    String fragment;
    try {
      fragment = URLDecoder.decode(local.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw reference.refused("is not a URI reference: '" + ref + "'");
    }
    Location target =
        fragment.isEmpty() || fragment.startsWith("/")
            ? at(JsonPointer.compile(fragment))
            : anchors.get(fragment);
    if (target == null || target.node().isMissingNode()) {
      throw reference.refused("there is nothing at '" + ref + "'");
    }
    return target;
  }

  private Location at(JsonPointer pointer) {
    Location at = root;
    for (JsonPointer p = pointer; !p.matches(); p = p.tail()) {
      at =
          at.node().isArray() && p.getMatchingIndex() >= 0
              ? at.at(p.getMatchingIndex())
              : at.at(p.getMatchingProperty());
    }
    return at;
  }
}
