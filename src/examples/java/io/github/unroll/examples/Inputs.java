package io.github.unroll.examples;

import io.github.unroll.io.NpyArray;
import io.github.unroll.io.Npz;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Map;

/** The inputs of published exercises, drawn by NumPy and stored with the tests' fixtures. */
final class Inputs {

    private Inputs() {}

    static Map<String, NpyArray> read(String name) throws IOException {
        URL url = Inputs.class.getResource("/fixtures/" + name + ".npz");
        if (url == null) {
            throw new FileNotFoundException("no fixture " + name + " on the class path");
        }
        try {
            return Npz.read(Path.of(url.toURI()));
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }
}
