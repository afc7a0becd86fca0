package dev.drover.llama;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.llama.Fixtures.NativeBuild;
import java.io.File;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Live reload loads the binding again and again, each time by a class loader of its own. */
class ReloadTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void aClosedModelKeepsNoClassLoader(NativeBuild build) throws Exception {
    Path library = Fixtures.llama(build).origin();
    Path model = TinyModels.llama().write(folder.resolve("m.gguf"));
    WeakReference<ClassLoader> loader = use(library, model);
    for (int i = 0; i < 50 && loader.get() != null; i++) {
      System.gc();
      Thread.sleep(20);
    }
    assertThat(loader.get()).isNull();
    // The other tests go on with this class loader's, which has lost the log.
    Fixtures.llama(build).log().acquire();
    Fixtures.llama(build).log().release();
  }

  /** Loads and closes a model with classes of their own; the library is the one in use here. */
  private static WeakReference<ClassLoader> use(Path library, Path model) throws Exception {
    URL[] classes =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(ReloadTest::url)
            .toArray(URL[]::new);
    try (URLClassLoader loader =
        new URLClassLoader(classes, ClassLoader.getPlatformClassLoader())) {
      Class<?> llamas = loader.loadClass(Llama.class.getName());
      assertThat(llamas).isNotEqualTo(Llama.class);
      Class<?> options = loader.loadClass(ModelOptions.class.getName());
      Object llama = llamas.getMethod("load", Path.class).invoke(null, library);
      AutoCloseable loaded =
          (AutoCloseable)
              loader
                  .loadClass(Model.class.getName())
                  .getMethod("load", llamas, Path.class, options)
                  .invoke(null, llama, model, options.getMethod("defaults").invoke(null));
      loaded.close();
      return new WeakReference<>(loader);
    }
  }

  private static URL url(String path) {
    try {
      return Path.of(path).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }
}
