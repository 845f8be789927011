package io.github.unroll;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Which fixtures there are, so that a test over a family runs over all of it. */
final class FixtureFiles {

    private static final String SUFFIX = ".npz";

    private FixtureFiles() {}

    /** The names, without their suffix, in alphabetical order. */
    static List<String> names() {
        try (Stream<Path> files =
                Files.list(Path.of(Objects.requireNonNull(FixtureFiles.class.getResource("/fixtures"), "no fixtures")
                        .toURI()))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Those that begin like this. */
    static List<String> names(String prefix) {
        return names().stream().filter(name -> name.startsWith(prefix)).toList();
    }
}
