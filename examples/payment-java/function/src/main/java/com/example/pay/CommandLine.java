package com.example.pay;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.ToNumberPolicy;
import com.google.gson.reflect.TypeToken;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** On the command line, a call comes on stdin and its answer goes to stdout, with the bank's books in a file. */
final class CommandLine {
    public static void main(final String[] args) {
        Gson json = new GsonBuilder().setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE).create();
        Map<String, Object> call = json.fromJson(
            new InputStreamReader(System.in, StandardCharsets.UTF_8), new TypeToken<Map<String, Object>>() { });
        Duration delay = Duration.ofSeconds(Long.parseLong(System.getenv().getOrDefault("BANK_DELAY", "30")));
        Bank bank = new Bank(new FileBooks(Path.of(System.getenv("BANK_FILE"))), delay);
        System.out.println(json.toJson(new PaymentFunction(bank).pay(call)));
    }

    private CommandLine() {
    }
}
