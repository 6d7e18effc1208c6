import io.github.cdkorderpipeline.EventRelay;
import io.github.cdkorderpipeline.MailTemplates;
import io.github.cdkorderpipeline.OrderNotificationsOptions;
import io.github.cdkorderpipeline.OrderPipeline;
import io.github.cdkorderpipeline.PaymentProvider;
import io.github.cdkorderpipeline.SimulatedPaymentOptions;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;

class Mistakes {
  private static void attempt(String mistake, Runnable make) {
    try {
      make.run();
      System.out.println(mistake + ": nothing");
    } catch (RuntimeException error) {
      // Below the first line stands where in the library, in JavaScript.
      System.out.println(mistake + ": " + error.toString().lines().findFirst().orElseThrow());
    }
  }

  private static OrderPipeline.Builder pipeline(Stack stack, String id, OrderNotificationsOptions.Builder notifications) {
    return OrderPipeline.Builder.create(stack, id).notifications(notifications.build());
  }

  public static void main(String[] args) {
    Stack stack = new Stack(new App(), "Shop");
    attempt("number", () -> pipeline(stack, "Number", OrderNotificationsOptions.builder().maxConcurrency(1)).build());
    attempt("text", () -> pipeline(stack, "Text", OrderNotificationsOptions.builder().sender("shop")).build());
    attempt("enum", () -> OrderPipeline.Builder.create(stack, "Enum").removalPolicy(RemovalPolicy.SNAPSHOT).build());
    PaymentProvider payment = PaymentProvider.simulated();
    attempt("bound", () -> {
      OrderPipeline.Builder.create(stack, "Bound1").payment(payment).build();
      OrderPipeline.Builder.create(stack, "Bound2").payment(payment).build();
    });
    attempt("keyLife", () -> PaymentProvider.simulated(
        SimulatedPaymentOptions.builder().keyLife(Duration.seconds(0)).build()));
    attempt("path", () -> MailTemplates.fromDirectory("nowhere"));
    attempt("argument", () -> new OrderPipeline(stack, "Argument").getRelay().addRule("Rule", "OrderShipped"));
    attempt("missing", () -> EventRelay.Builder.create(stack, "Missing").build());
  }
}
