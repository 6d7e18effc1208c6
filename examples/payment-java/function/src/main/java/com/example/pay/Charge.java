package com.example.pay;

/** What a charge has besides: the card, whether to take the money at once, and the order as metadata. */
record Charge(String card, boolean capture, String order) {
}
