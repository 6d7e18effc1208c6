package com.example.pay;

import com.google.gson.Gson;
import com.google.gson.reflect.TypeToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The bank's books in a file, for the command line and for tests. */
final class FileBooks implements Books {
    private static final Gson JSON = new Gson();
    private static final TypeToken<Map<String, Payment>> BOOKS = new TypeToken<>() { };

    private final Path file;

    FileBooks(final Path file) {
        this.file = file;
    }

    @Override
    public Optional<Payment> read(final String key) {
        return locked(books -> Optional.ofNullable(books.get(key)));
    }

    @Override
    public boolean write(final Payment payment) {
        return locked(books -> {
            Payment current = books.getOrDefault(payment.key(), Payment.none(payment.key()));
            if (current.revision() != payment.revision()) {
                return false;
            }
            books.put(payment.key(), payment.revised());
            save(books);
            return true;
        });
    }

    /** One at a time: the monitor keeps threads apart, the lock processes. The lock ends with its process. */
    private synchronized <T> T locked(final Function<Map<String, Payment>, T> work) {
        Path lock = Path.of(file + ".lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.lock();
            return work.apply(Files.exists(file) ? JSON.fromJson(Files.readString(file), BOOKS) : new HashMap<>());
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    /** A process that dies leaves the old books or the new ones. */
    private void save(final Map<String, Payment> books) {
        Path next = Path.of(file + ".new");
        try {
            Files.writeString(next, JSON.toJson(books));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }
}
