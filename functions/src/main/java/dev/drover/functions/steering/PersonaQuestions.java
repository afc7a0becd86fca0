package dev.drover.functions.steering;

import dev.drover.engine.Engine;
import dev.drover.engine.GenerationRequest;
import dev.drover.engine.GenerationResult;
import dev.drover.engine.Prompt;
import dev.drover.engine.chat.ChatMessage;
import dev.drover.engine.training.Probe;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Questions that bring out how somebody answers: of everyday life, knowledge, opinion, advice and
 * imagination. Those written here come first; more are written by the model, and what it cannot
 * write is asked again.
 */
final class PersonaQuestions {
  private static final int MIN_LENGTH = 10;
  private static final int MAX_LENGTH = 200;
  private static final int MAX_TOKENS = 40;
  private static final int ROUNDS = 3;

  private static final List<String> WRITTEN =
      List.of(
          "What did you do this morning?",
          "How should I start my day?",
          "What is the best way to learn to cook?",
          "Why is the sky blue?",
          "Can you recommend a book for a long train ride?",
          "What makes a good friend?",
          "How do I get over a bad week at work?",
          "What do you think about the weather today?",
          "How does a bicycle stay upright?",
          "Should I move to a big city or stay in my small town?",
          "What would you say to someone who is afraid of flying?",
          "Describe your favourite place.",
          "How do I ask my boss for a raise?",
          "What is the most important invention of all time?",
          "Tell me about the ocean.",
          "How can I save more money each month?",
          "What should I bring to a dinner party?",
          "Why do people dream?",
          "What is your opinion on modern art?",
          "How do I apologise to my sister?",
          "What happens when water boils?",
          "Is it better to be early or to be exactly on time?",
          "What would you do with a free afternoon?",
          "How do I keep a houseplant alive?",
          "Who was the greatest leader in history?",
          "What advice would you give to a new parent?",
          "How do magnets work?",
          "Do you think money can make people happy?",
          "What is a good hobby for rainy days?",
          "How would you explain the internet to a child?",
          "My neighbour plays loud music at night. What should I do?",
          "What are the rules of a good argument?",
          "Which animal would you like to be, and why?",
          "How do I prepare for a job interview?",
          "What is the meaning of a life well lived?",
          "Can you help me plan a weekend in the mountains?",
          "Why do leaves change their colour in autumn?",
          "What do you look for in a leader?",
          "How do I fall asleep faster?",
          "What is the strangest food you have heard of?",
          "I lost my keys again. Any ideas?",
          "How important is it to follow the rules?",
          "What should everybody know about history?",
          "How do I make a good cup of tea?",
          "What do you do when somebody disagrees with you?",
          "Tell me something surprising about the stars.",
          "Should children have homework?",
          "How can I become more confident?",
          "What makes a story worth telling?",
          "Which is better, the sea or the mountains?",
          "How do vaccines work?",
          "I have failed my exam. What now?",
          "What would the perfect city look like?",
          "How do I choose a gift for someone I hardly know?",
          "What is worth being proud of?",
          "How will people travel in a hundred years?",
          "What do you think of early mornings?",
          "How do I stop putting things off?",
          "What can we learn from animals?",
          "If you could change one thing about the world, what would it be?");

  private static final List<String> TOPICS =
      List.of(
          "breakfast",
          "trains",
          "gardens",
          "the moon",
          "friendship",
          "old age",
          "music",
          "computers",
          "rivers",
          "school",
          "fear",
          "money",
          "cats",
          "holidays",
          "bread",
          "winter",
          "courage",
          "maps",
          "neighbours",
          "sport",
          "luck",
          "doctors",
          "colours",
          "letters",
          "sleep",
          "cities",
          "honesty",
          "birds",
          "work",
          "games");

  private final Engine engine;
  private final Probe probe;
  private final Random random;

  PersonaQuestions(Engine engine, Probe probe, Random random) {
    this.engine = engine;
    this.probe = probe;
    this.random = random;
  }

  /** So many questions; beyond those that could be written they repeat. */
  List<String> first(int count) throws InterruptedException {
    Set<String> questions = new LinkedHashSet<>(WRITTEN);
    for (int round = 0; round < ROUNDS && questions.size() < count; round++) {
      write(count - questions.size(), questions);
    }
    List<String> all = new ArrayList<>(questions);
    for (int i = 0; all.size() < count; i++) {
      all.add(all.get(i));
    }
    return all.subList(0, count);
  }

  private void write(int count, Set<String> to) throws InterruptedException {
    List<GenerationRequest> requests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String topic = TOPICS.get(random.nextInt(TOPICS.size()));
      requests.add(
          probe
              .request()
              .prompt(prompt("Write one short question about " + topic + "."))
              .temperature(1.0)
              .topP(0.95)
              .maxNewTokens(MAX_TOKENS)
              .seed(random.nextLong())
              .build());
    }
    for (GenerationResult result : probe.run(requests, done -> {})) {
      String question = question(result.choices().getFirst().text());
      if (question != null) {
        to.add(question);
      }
    }
  }

  private Prompt prompt(String task) {
    return engine.model().chat()
        ? new Prompt.Chat(List.of(ChatMessage.user(task)))
        : new Prompt.Text(task + "\nQuestion:");
  }

  /** The question that a text begins with, or null. */
  static String question(String text) {
    int end = text.indexOf('?');
    if (end < 0) {
      return null;
    }
    String question = text.substring(0, end + 1).strip().replaceFirst("^[\\s\"'“*\\-0-9.]+", "");
    boolean sound =
        question.length() >= MIN_LENGTH
            && question.length() <= MAX_LENGTH
            && question.indexOf('\n') < 0
            && Character.isUpperCase(question.codePointAt(0));
    return sound ? question : null;
  }
}
