package com.example.shop;

import software.amazon.awscdk.App;

public final class PaymentShopApp {
    public static void main(final String[] args) {
        App app = new App();
        new PaymentShopStack(app, "Shop");
        app.synth();
    }

    private PaymentShopApp() {
    }
}
