package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A dependency points only downwards: no file names a type of a floor above its own. */
class LayersTest {

    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final Path CORE = SOURCES.resolve(Path.of("io", "github", "unroll"));

    /** The list of floors in the package's documentation, and what it names. A new class has to be given its place there. */
    private static final Pattern FLOORS = Pattern.compile("<ol start=\"0\">(.*?)</ol>", Pattern.DOTALL);

    private static final Pattern FLOOR = Pattern.compile("<li>(.*?)(?=<li>|$)", Pattern.DOTALL);
    private static final Pattern NAMED = Pattern.compile("\\{@(?:code |link io\\.github\\.unroll\\.)([A-Z]\\w*)}");

    /** Packages above the core; a core file must not name them. */
    private static final Pattern ABOVE = Pattern.compile("\\bio\\.github\\.unroll\\.([a-z]\\w*)");

    /** Comments, text and characters, which may name anything. */
    private static final Pattern NOT_CODE = Pattern.compile(
            "/\\*.*?\\*/|//[^\\n]*|\"\"\".*?\"\"\"" + "|\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])*'",
            Pattern.DOTALL);

    /** A sealed type names its implementations, wherever they are. */
    private static final Pattern PERMITS = Pattern.compile("\\bpermits\\s[^{]*");

    private static final Pattern TYPE_NAME = Pattern.compile("\\b[A-Z]\\w*");

    /** The floor of each type that the package's documentation names. */
    private static Map<String, Integer> floors() {
        Matcher list = FLOORS.matcher(read(CORE.resolve("package-info.java")));
        assertThat(list.find()).as("a list of floors").isTrue();
        Map<String, Integer> floors = new HashMap<>();
        Matcher floor = FLOOR.matcher(list.group(1));
        for (int number = 0; floor.find(); number++) {
            Matcher named = NAMED.matcher(floor.group(1));
            while (named.find()) {
                String type = named.group(1);
                assertThat(floors.put(type, number))
                        .as("second floor of %s", type)
                        .isNull();
            }
        }
        return floors;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What this source of that type names above its floor. */
    private static Set<String> namedAbove(String type, String source) {
        Map<String, Integer> floors = floors();
        String code = PERMITS.matcher(NOT_CODE.matcher(source).replaceAll(" ")).replaceAll(" ");
        Set<String> above = new TreeSet<>();
        Matcher names = TYPE_NAME.matcher(code);
        while (names.find()) {
            if (floors.getOrDefault(names.group(), 0) > floors.get(type)) {
                above.add(names.group());
            }
        }
        Matcher packages = ABOVE.matcher(code);
        while (packages.find()) {
            above.add(packages.group());
        }
        return above;
    }

    /** By type, of one package. */
    private static Map<String, String> sources(Path folder) {
        Map<String, String> sources = new HashMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".java") && !name.endsWith("-info.java")) {
                    sources.put(name.substring(0, name.length() - ".java".length()), read(file));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sources;
    }

    @Test
    void everyClassOfTheCoreHasAFloor() {
        assertThat(sources(CORE).keySet()).containsExactlyInAnyOrderElementsOf(floors().keySet());
    }

    @Test
    void thereAreSixFloors() {
        assertThat(floors())
                .containsEntry("Kernels", 0)
                .containsEntry("Matrix", 1)
                .containsEntry("RnnCell", 2)
                .containsEntry("RnnSequence", 3)
                .containsEntry("Bptt", 4)
                .containsEntry("GradientCheck", 5);
    }

    @Test
    void noClassNamesAFloorAboveItsOwn() {
        List<String> violations = new ArrayList<>();
        sources(CORE).forEach((type, source) -> {
            if (floors().containsKey(type)) {
                namedAbove(type, source).forEach(above -> violations.add(type + " names " + above));
            }
        });
        assertThat(violations).isEmpty();
    }

    @Test
    void thePackagesAboveTheCoreNameOnlyItsPublicTypes() throws IOException {
        Map<String, String> core = sources(CORE);
        List<String> violations = new ArrayList<>();
        for (Path folder : packagesAbove()) {
            Map<String, String> own = sources(folder);
            own.forEach((type, source) -> {
                Matcher names = TYPE_NAME.matcher(NOT_CODE.matcher(source).replaceAll(" "));
                while (names.find()) {
                    String name = names.group();
                    if (core.containsKey(name) && !own.containsKey(name) && !isPublic(name, core.get(name))) {
                        violations.add(type + " names " + name);
                    }
                }
            });
        }
        assertThat(violations).isEmpty();
    }

    private static boolean isPublic(String type, String source) {
        return Pattern.compile("^public [a-z ]*(?:class|record|enum|interface) " + type + "\\b", Pattern.MULTILINE)
                .matcher(source)
                .find();
    }

    private static List<Path> packagesAbove() throws IOException {
        try (Stream<Path> folders = Files.list(CORE)) {
            return folders.filter(Files::isDirectory).toList();
        }
    }

    @Test
    void onlyTwoPackagesStandOnTheCore() throws IOException {
        assertThat(packagesAbove()).containsExactlyInAnyOrder(CORE.resolve("io"), CORE.resolve("train"));
    }

    @Test
    void filesDoNotKnowOfTraining() {
        sources(CORE.resolve("io"))
                .forEach((type, source) -> assertThat(NOT_CODE.matcher(source).replaceAll(" "))
                        .as(type)
                        .doesNotContain("unroll.train"));
    }

    @Test
    void whatIsPublicIsReadFromTheDeclaration() {
        Map<String, String> core = sources(CORE);
        for (String type : List.of("Matrix", "Activation", "RnnParameters", "Parameters", "SequenceForward", "Loss")) {
            assertThat(isPublic(type, core.get(type))).as(type).isTrue();
        }
        for (String type : List.of("Kernels", "Shapes", "Affine", "StateGradients", "Grading")) {
            assertThat(isPublic(type, core.get(type))).as(type).isFalse();
        }
    }

    /** The reader of the sources itself. */
    @Nested
    class WhatCounts {

        @Test
        void aNameInCodeCounts() {
            assertThat(namedAbove("Matrix", "class Matrix { Bptt b; RnnCell c() { return Loss.x; } }"))
                    .containsExactly("Bptt", "Loss", "RnnCell");
            assertThat(namedAbove("Kernels", "class Kernels { Matrix m; }")).containsExactly("Matrix");
        }

        @Test
        void theSameFloorAndThoseBelowDoNot() {
            assertThat(namedAbove("RnnCell", "class RnnCell { RnnStep s; Matrix m; Kernels k; }"))
                    .isEmpty();
        }

        @Test
        void aNameInACommentOrATextDoesNot() {
            assertThat(namedAbove(
                            "Matrix", "/** {@link Bptt} */ // Loss\nclass Matrix { String s = \"a \\\" Bptt\"; }"))
                    .isEmpty();
            assertThat(namedAbove("Matrix", "char q = '\"'; Bptt b; char r = '\"';"))
                    .containsExactly("Bptt");
            assertThat(namedAbove("Matrix", "String s = \"/*\"; Bptt b; String t = \"*/\";"))
                    .containsExactly("Bptt");
        }

        @Test
        void aPartOfANameDoesNot() {
            assertThat(namedAbove("Matrix", "int BpttCount, myLoss;")).isEmpty();
        }

        @Test
        void theTypesThatASealedTypePermitsDoNot() {
            assertThat(namedAbove("Output", "sealed interface Output permits Bptt, Loss { LossType t; Loss l; }"))
                    .containsExactly("Loss");
        }

        @Test
        void aPackageAboveCounts() {
            assertThat(namedAbove("GradientCheck", "import io.github.unroll.io.Npz;"))
                    .containsExactly("io.github.unroll.io");
        }
    }
}
