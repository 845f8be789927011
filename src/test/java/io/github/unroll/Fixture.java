package io.github.unroll;

import io.github.unroll.io.NpyArray;
import io.github.unroll.io.Npz;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Inputs and expected numbers that this project did not compute; {@code src/test/resources/fixtures} holds their generators. */
public final class Fixture {

    private final String name;
    private final Map<String, NpyArray> arrays;

    private Fixture(String name, Map<String, NpyArray> arrays) {
        this.name = name;
        this.arrays = arrays;
    }

    public static Fixture load(String name) {
        try {
            Path file = Path.of(Objects.requireNonNull(
                            Fixture.class.getResource("/fixtures/" + name + ".npz"), "no fixture " + name)
                    .toURI());
            return new Fixture(name, Npz.read(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public Set<String> keys() {
        return arrays.keySet();
    }

    public double scalar(String key) {
        return array(key).asScalar();
    }

    public double[] vector(String key) {
        return array(key).asVector();
    }

    public Matrix matrix(String key) {
        return array(key).asMatrix();
    }

    public List<Matrix> steps(String key) {
        return array(key).asSteps();
    }

    public RnnParameters rnnParameters() {
        return RnnParameters.of(this::matrix);
    }

    public LstmParameters lstmParameters() {
        return LstmParameters.of(this::matrix);
    }

    private NpyArray array(String key) {
        return Objects.requireNonNull(arrays.get(key), "no " + key + " in " + name);
    }
}
