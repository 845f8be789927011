package io.github.unroll.train;

import io.github.unroll.Activation;
import io.github.unroll.Loss;
import io.github.unroll.Matrix;
import io.github.unroll.Output;
import io.github.unroll.Parameters;
import io.github.unroll.Reduction;
import io.github.unroll.io.NpyArray;
import io.github.unroll.io.Npz;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Named arrays as a checkpoint; whatever is missing or does not fit is an {@link IOException} that says so. */
final class CheckpointReader {

    private static final String METHOD = "Checkpoint.read";

    private static final long EXACT = 1L << 53; // up to here a double holds every whole number

    private final Path path;
    private final Map<String, NpyArray> arrays;

    private CheckpointReader(Path path, Map<String, NpyArray> arrays) {
        this.path = path;
        this.arrays = arrays;
    }

    static Checkpoint<?> read(Path path) throws IOException {
        return new CheckpointReader(path, arrays(path)).read();
    }

    private static Map<String, NpyArray> arrays(Path path) throws IOException {
        try {
            return Npz.read(path);
        } catch (FileSystemException e) { // no such file, no permission: its type and its path tell
            throw e;
        } catch (IOException e) {
            throw new IOException(METHOD + ": " + e.getMessage(), e);
        }
    }

    private Checkpoint<?> read() throws IOException {
        if (!arrays.containsKey(CheckpointWriter.VERSION_KEY)) {
            String expected = "a checkpoint, which holds an array " + CheckpointWriter.VERSION_KEY + ",";
            throw error(path.toString(), expected, "an .npz file without one");
        }
        long version = whole(CheckpointWriter.VERSION_KEY, EXACT);
        if (version != CheckpointWriter.VERSION) {
            String expected = String.valueOf(CheckpointWriter.VERSION);
            throw error("format version of " + path, expected, String.valueOf(version));
        }
        String kind = text("model.kind");
        return switch (kind) {
            case CheckpointWriter.RNN ->
                read(
                        new RnnModel(
                                constant("model.activation", Activation.class),
                                constant("model.output", Output.class),
                                size("model.nX"),
                                size("model.nA"),
                                size("model.nY")),
                        new RnnModel(1, 1, 1));
            case CheckpointWriter.LSTM ->
                read(
                        new LstmModel(
                                constant("model.output", Output.class),
                                size("model.nX"),
                                size("model.nA"),
                                size("model.nY")),
                        new LstmModel(1, 1, 1));
            default -> throw error(name("model.kind"), "rnn or lstm", kind);
        };
    }

    /** The smallest model of the kind is for the names of its parameters: those of the model itself may not fit the memory. */
    private <P extends Parameters<P>> Checkpoint<P> read(Model<P> model, Model<P> smallest) throws IOException {
        checkSizes(model, smallest.zeros().named().keySet());
        try {
            P pattern = model.zeros();
            P parameters = parameters("parameters.", pattern);
            Map<String, P> slots = new LinkedHashMap<>();
            for (String slot : text("optimizer.slots").lines().toList()) {
                slots.put(slot, parameters("optimizer.slot." + slot + ".", pattern));
            }
            OptimizerState<P> state = new OptimizerState<>(parameters, slots, whole("step", EXACT));
            return new Checkpoint<>(model, state, recipe(), position(model), notes());
        } catch (IllegalArgumentException e) { // from a check or a constructor that the arrays do not fit
            throw new IOException(METHOD + ": " + path + ": " + e.getMessage(), e);
        }
    }

    /** What the file claims is compared with what it has before anything is allocated. */
    private void checkSizes(Model<?> model, Set<String> names) throws IOException {
        double claimed = (double) model.nA() * ((double) model.nX() + model.nA() + model.nY());
        double values = 0;
        for (String name : names) {
            values += array("parameters." + name, 2).size();
        }
        if (values < claimed) {
            String sizes = "(" + model.nX() + ", " + model.nA() + ", " + model.nY() + ")";
            String expected =
                    "of (nX, nA, nY) = " + sizes + ", as the file says, so at least " + (long) claimed + " values,";
            throw error("parameters of " + path, expected, String.valueOf((long) values));
        }
    }

    private <P extends Parameters<P>> P parameters(String prefix, P pattern) throws IOException {
        Map<String, Matrix> named = new LinkedHashMap<>();
        for (Map.Entry<String, Matrix> like : pattern.named().entrySet()) {
            Matrix wanted = like.getValue();
            String key = prefix + like.getKey();
            Matrix matrix = matrix(key, wanted.rows(), wanted.columns());
            Checks.finite("Checkpoint", key, matrix);
            named.put(like.getKey(), matrix);
        }
        return pattern.withNamed(named);
    }

    private RecipeSummary recipe() throws IOException {
        Loss loss = new Loss(constant("recipe.loss", Loss.Kind.class), constant("recipe.reduction", Reduction.class));
        Clipping clipping =
                new Clipping(constant("recipe.clipping", Clipping.Kind.class), number("recipe.clipping.limit"));
        Map<String, Double> settings = new LinkedHashMap<>();
        for (String key : keys("optimizer.setting.")) {
            settings.put(key.substring("optimizer.setting.".length()), number(key));
        }
        return new RecipeSummary(loss, clipping, text("optimizer.name"), settings);
    }

    private Position position(Model<?> model) throws IOException {
        int epoch = (int) whole("epoch", Integer.MAX_VALUE);
        int batch = (int) whole("batch", Integer.MAX_VALUE);
        int batches = (int) whole("batches", Integer.MAX_VALUE);
        Optional<State> carried = Optional.empty();
        if (!keys("state.").isEmpty()) {
            int count = model.zeroState(1).matrices().size();
            List<Matrix> matrices = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int m = array("state." + i, 2).shape()[1];
                matrices.add(matrix("state." + i, model.nA(), m));
            }
            carried = Optional.of(new State(matrices));
        }
        return new Position(seed(), epoch, batch, batches, carried);
    }

    private long seed() throws IOException {
        double[] values = array("seed", 1).values();
        boolean halves = values.length == 2;
        for (double half : values) {
            halves &= half >= 0 && half <= 0xffffffffL && half == Math.rint(half);
        }
        if (!halves) {
            throw error(name("seed"), "2 whole numbers from 0 to 4294967295", Arrays.toString(values));
        }
        return (long) values[0] << 32 | (long) values[1];
    }

    private Map<String, String> notes() throws IOException {
        Map<String, String> notes = new LinkedHashMap<>();
        for (String key : keys("note.")) {
            notes.put(key.substring("note.".length()), text(key));
        }
        return notes;
    }

    // ------------------------------------------------------------------------------------------------ single arrays

    private List<String> keys(String prefix) {
        return arrays.keySet().stream().filter(key -> key.startsWith(prefix)).toList();
    }

    private NpyArray array(String key, int dimensions) throws IOException {
        NpyArray array = arrays.get(key);
        if (array == null) {
            throw error(name(key), "present", "not");
        }
        if (array.dimensions() != dimensions) {
            throw error(name(key), "of " + dimensions + " dimensions", "of " + array.dimensions());
        }
        return array;
    }

    private Matrix matrix(String key, int rows, int columns) throws IOException {
        NpyArray array = array(key, 2);
        int[] shape = array.shape();
        if (shape[0] != rows || shape[1] != columns || columns == 0) {
            String expected = "(" + rows + ", " + Math.max(columns, 1) + ")";
            throw error(name(key), expected, "(" + shape[0] + ", " + shape[1] + ")");
        }
        return array.asMatrix();
    }

    private double number(String key) throws IOException {
        return array(key, 0).asScalar();
    }

    private long whole(String key, long largest) throws IOException {
        double number = number(key);
        if (!(number >= 0 && number <= largest) || number != Math.rint(number)) {
            throw error(name(key), "a whole number from 0 to " + largest, String.valueOf(number));
        }
        return (long) number;
    }

    private int size(String key) throws IOException {
        int size = (int) whole(key, Integer.MAX_VALUE);
        if (size == 0) {
            throw error(name(key), "at least 1", "0");
        }
        return size;
    }

    private String text(String key) throws IOException {
        double[] numbers = array(key, 1).values();
        byte[] bytes = new byte[numbers.length];
        for (int i = 0; i < bytes.length; i++) {
            if (!(numbers[i] >= 0 && numbers[i] <= 255) || numbers[i] != Math.rint(numbers[i])) {
                throw error(name(key), "bytes of UTF-8, from 0 to 255", String.valueOf(numbers[i]));
            }
            bytes[i] = (byte) numbers[i];
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw error(name(key), "bytes of UTF-8", "not");
        }
    }

    private <E extends Enum<E>> E constant(String key, Class<E> type) throws IOException {
        String text = text(key);
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(text)) {
                return constant;
            }
        }
        throw error(name(key), "one of " + Arrays.toString(type.getEnumConstants()), text);
    }

    private String name(String key) {
        return path + ", array " + key + ",";
    }

    private static IOException error(String name, String expected, String actual) {
        return new IOException(Checks.message(METHOD, name, expected, actual));
    }
}
