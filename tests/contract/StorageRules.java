import com.google.firebase.rules.lang.CompileResult;
import com.google.firebase.rules.lang.FirebaseRulesProtoCompiler;
import com.google.firebase.rules.partners.services.firebasestorage.FirebaseStorage;
import com.google.firebase.rules.runtime.common.EvaluationException;
import com.google.firebase.rules.runtime.evaluators.AuthRuleEvaluator.RuleContext;
import com.google.firebase.rules.runtime.impl.DefaultEvaluator;
import com.google.firebase.rules.runtime.utils.JsonUtils;
import com.google.firebase.rules.v1.File;
import com.google.firebase.rules.v1.Source;
import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/**
 * Reads {"rules": text, "asked": [{method, path, variables}, …]} and answers a line for each that
 * is asked: "true" where the rules permit it, else "false".
 *
 * <p>Compiler, service definition and evaluator are Google's own, out of the jar of the Firestore
 * emulator. As in the services, an expression that cannot be evaluated permits nothing.
 */
public class StorageRules {
  public static void main(String[] arguments) throws Exception {
    InputStreamReader input = new InputStreamReader(System.in, StandardCharsets.UTF_8);
    JsonObject given = new Gson().fromJson(input, JsonObject.class);
    CompileResult compiled = compiled(given.get("rules").getAsString());
    if (!compiled.getIssues().isEmpty()) {
      System.err.println(compiled.getIssues());
      System.exit(1);
    }
    DefaultEvaluator rules = new DefaultEvaluator(compiled.getRulesetAst());
    for (JsonElement one : given.getAsJsonArray("asked")) {
      System.out.println(permits(rules, context(one.getAsJsonObject())));
    }
    System.exit(0);
  }

  private static CompileResult compiled(String text) {
    File file = File.newBuilder().setName("storage.rules").setContent(text).build();
    Source source = Source.newBuilder().addFiles(file).build();
    return FirebaseRulesProtoCompiler.createStandalone().compile(source);
  }

  private static RuleContext context(JsonObject asked) {
    RuleContext.Builder context =
        RuleContext.builder()
            .service(FirebaseStorage.SERVICE_NAME)
            .method(asked.get("method").getAsString())
            .path(asked.get("path").getAsString());
    for (Map.Entry<String, JsonElement> one : asked.getAsJsonObject("variables").entrySet()) {
      String value = one.getValue().toString();
      context.supplyVariable(one.getKey(), JsonUtils.jsonToExpressionValue(value));
    }
    return context.build();
  }

  private static boolean permits(DefaultEvaluator rules, RuleContext context) throws Exception {
    try {
      return rules.evaluate(context).get().permit();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof EvaluationException) {
        return false;
      }
      throw failed;
    }
  }
}
