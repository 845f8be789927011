package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Compiles and runs every Java snippet of the README; what a text block behind a snippet shows is what it must print. */
class ReadmeTest {

    private static final Path README = Path.of("README.md");
    private static final Pattern SNIPPET =
            Pattern.compile("```java\\n(.*?)```\\n(?:\\n```text\\n(.*?)```\\n)?", Pattern.DOTALL);
    private static final String IMPORTS = "import io.github.unroll.*;\nimport io.github.unroll.io.*;\n"
            + "import io.github.unroll.train.*;\nimport java.nio.file.*;\nimport java.util.*;\nimport java.util.random.*;\n";

    private record Snippet(int line, String code, String output) {}

    @TempDir
    Path folder;

    @Test
    void noSnippetAndNoTextBlockIsLeftOut() throws IOException {
        List<String> lines = Files.readAllLines(README);
        assertThat(snippets()).hasSize(Collections.frequency(lines, "```java")).hasSizeGreaterThanOrEqualTo(5);
        assertThat(snippets())
                .filteredOn(snippet -> snippet.output != null)
                .hasSize(Collections.frequency(lines, "```text"));
    }

    @TestFactory
    Stream<DynamicTest> everySnippetCompilesRunsAndPrintsWhatIsShown() throws IOException {
        return snippets().stream()
                .map(snippet -> DynamicTest.dynamicTest("README.md:" + snippet.line, () -> {
                    String printed = run(snippet);
                    if (snippet.output != null) {
                        assertThat(printed).isEqualTo(snippet.output);
                    }
                }));
    }

    private static List<Snippet> snippets() throws IOException {
        String text = Files.readString(README);
        List<Snippet> snippets = new ArrayList<>();
        Matcher matcher = SNIPPET.matcher(text);
        while (matcher.find()) {
            int line = (int) text.substring(0, matcher.start()).lines().count() + 1;
            snippets.add(new Snippet(line, matcher.group(1), matcher.group(2)));
        }
        return snippets;
    }

    private String run(Snippet snippet) throws Exception {
        String name = "Snippet" + snippet.line;
        Path source = folder.resolve(name + ".java");
        Files.writeString(
                source,
                IMPORTS + "public class " + name + " {\n    public static void main(String[] args) throws Exception {\n"
                        + snippet.code + "    }\n}\n");
        StringWriter messages = new StringWriter();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        boolean compiled = compiler.getTask(
                        messages,
                        null,
                        null,
                        List.of("-d", folder.toString(), "-cp", System.getProperty("java.class.path")),
                        null,
                        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)
                                .getJavaFileObjects(source))
                .call();
        assertThat(compiled).as(messages.toString()).isTrue();

        PrintStream console = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            loader.loadClass(name).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        } finally {
            System.setOut(console);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }
}
