package com.example.pay;

/** What the bank is asked to do with money, in minor units. The key makes it one request, however often it comes. */
record Request(String key, long amount, String currency) {
}
