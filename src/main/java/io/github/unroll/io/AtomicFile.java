package io.github.unroll.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.UUID;

/** A file that is there in full or not at all: written under another name, forced to the disk, moved into place. */
final class AtomicFile {

    private static final int MAX_LINKS = 40; // as Linux has it

    /** Writes the content of the file; may close the stream. */
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private AtomicFile() {}

    /** Replaces the file, or leaves it alone and throws. */
    static void write(String method, Path path, Content content) throws IOException {
        Path target = followLinks(path.toAbsolutePath());
        checkTarget(method, path, target);
        // Not Files.createTempFile: its files are for the owner alone, whatever the umask says.
        Path temporary = target.resolveSibling(".unroll-" + UUID.randomUUID() + ".tmp");
        try {
            try (OutputStream out = new BufferedOutputStream(
                    Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
                keepPermissions(target, temporary); // before there is anything to be read
                content.writeTo(out);
            }
            try (FileChannel written = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            move(temporary, target);
        } catch (ClosedByInterruptException e) { // who interrupts a thread may wait for this one
            deleteAfter(e, temporary);
            throw e;
        } catch (IOException e) { // says no more than "No space left on device", or names the temporary file
            deleteAfter(e, temporary);
            throw new Place(method, path).failure("could not be written", e);
        } catch (Throwable e) {
            deleteAfter(e, temporary);
            throw e;
        }
    }

    /** The file that a link stands for, whether it exists or not: the link itself stays. */
    private static Path followLinks(Path path) throws IOException {
        Path target = path;
        for (int i = 0; Files.isSymbolicLink(target); i++) {
            if (i == MAX_LINKS) {
                throw new FileSystemLoopException(path.toString());
            }
            target = target.resolveSibling(Files.readSymbolicLink(target));
        }
        return target;
    }

    private static void checkTarget(String method, Path path, Path target) throws IOException {
        if (Files.isDirectory(target)) {
            throw new Place(method, path).error("path", "a file", "a directory");
        }
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            throw new Place(method, path).error("path", "a file", "a special file");
        }
        if (Files.exists(target) && !Files.isWritable(target)) { // a move would not mind
            throw new AccessDeniedException(path.toString());
        }
        if (!Files.isDirectory(target.getParent())) {
            throw new NoSuchFileException(path.toString(), null, "no such directory: " + target.getParent());
        }
    }

    private static void keepPermissions(Path target, Path temporary) throws IOException {
        PosixFileAttributeView to = Files.getFileAttributeView(temporary, PosixFileAttributeView.class);
        if (to != null && Files.exists(target)) {
            to.setPermissions(Files.getPosixFilePermissions(target));
        }
    }

    private static void move(Path temporary, Path target) throws IOException {
        try {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void deleteAfter(Throwable failure, Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
