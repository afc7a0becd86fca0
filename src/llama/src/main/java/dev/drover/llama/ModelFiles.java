package dev.drover.llama;

import dev.drover.llama.gguf.GgufException;
import dev.drover.llama.gguf.GgufFile;
import dev.drover.llama.gguf.GgufValue;
import dev.drover.llama.gguf.ModelRules;
import dev.drover.llama.gguf.TensorInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The file or files of a model, checked. */
final class ModelFiles {
  private static final Pattern PART = Pattern.compile("(.*)-(\\d{5})-of-(\\d{5})\\.gguf");

  private final List<GgufFile> parts;

  private ModelFiles(List<GgufFile> parts) {
    this.parts = parts;
  }

  /**
   * Reads and checks the headers.
   *
   * @param path a file, or the first of several parts
   * @throws ModelException if one is missing, damaged or could end the process
   */
  static ModelFiles read(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new ModelException("No such model file: " + path);
    }
    try {
      GgufFile first = GgufFile.read(path);
      ModelRules.check(first);
      List<GgufFile> parts = new ArrayList<>(List.of(first));
      long count = first.integer("split.count").orElse(1);
      if (count > 1) {
        Matcher name = PART.matcher(path.getFileName().toString());
        if (!name.matches()
            || Integer.parseInt(name.group(2)) != 1
            || Long.parseLong(name.group(3)) != count) {
          throw new ModelException(
              "%s is one of %d parts: give the first, named NAME-00001-of-%05d.gguf"
                  .formatted(path, count, count));
        }
        for (int part = 2; part <= count; part++) {
          String sibling = "%s-%05d-of-%05d.gguf".formatted(name.group(1), part, count);
          GgufFile file = GgufFile.read(path.resolveSibling(sibling));
          ModelRules.checkPart(file);
          parts.add(file);
        }
      }
      return new ModelFiles(List.copyOf(parts));
    } catch (GgufException e) {
      throw new ModelException(e.getMessage(), e);
    }
  }

  /** The header with the metadata. */
  GgufFile first() {
    return parts.getFirst();
  }

  /** Bytes of all tensors. */
  long tensorBytes() {
    return parts.stream().mapToLong(GgufFile::tensorBytes).sum();
  }

  /** Texts, numbers and truth values by key, as text; arrays are left out. */
  Map<String, String> metadata() {
    Map<String, String> texts = new LinkedHashMap<>();
    first()
        .metadata()
        .forEach((key, value) -> {
          switch (value) {
            case GgufValue.Text text -> texts.put(key, text.text());
            case GgufValue.Int number -> texts.put(key, Long.toString(number.value()));
            case GgufValue.Real number -> texts.put(key, Double.toString(number.value()));
            case GgufValue.Bool flag -> texts.put(key, Boolean.toString(flag.value()));
            case GgufValue.GgufArray ignored -> {}
          }
        });
    return Collections.unmodifiableMap(texts);
  }

  /** Where the output matrix lies, which may be that of the embeddings; null if there is none. */
  OutputRows.Place outputRows() {
    OutputRows.Place tied = null;
    for (GgufFile part : parts) {
      for (TensorInfo tensor : part.tensors()) {
        if (tensor.name().equals("output.weight")) {
          return OutputRows.Place.of(part, tensor);
        }
        if (tensor.name().equals("token_embd.weight")) {
          tied = OutputRows.Place.of(part, tensor);
        }
      }
    }
    return tied;
  }

  /** What the files' checksum is computed from; unlike the headers it takes next to no memory. */
  Fingerprint fingerprint() {
    return new Fingerprint(parts);
  }

  /** See {@link Model#lineage}. */
  String lineage() {
    return Fingerprint.lineage(metadata().getOrDefault("general.architecture", ""), parts);
  }
}
