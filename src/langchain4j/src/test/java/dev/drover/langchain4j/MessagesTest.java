package dev.drover.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.engine.chat.ChatMessage.Role;
import dev.drover.engine.chat.ChatMessage.ToolCall;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.CustomMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.PdfFileContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.message.VideoContent;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** LangChain4j's messages as the engine's. */
class MessagesTest {

  private static dev.drover.engine.chat.ChatMessage one(ChatMessage message) {
    Messages.refuseUnsupported(List.of(message));
    return Messages.toEngine(List.of(message)).getFirst();
  }

  private static AiMessage calling(String arguments) {
    return AiMessage.from(
        ToolExecutionRequest.builder().id("c1").name("add").arguments(arguments).build());
  }

  @Test
  void textMessagesKeepRoleAndText() {
    assertThat(one(SystemMessage.from("s")))
        .isEqualTo(dev.drover.engine.chat.ChatMessage.system("s"));
    assertThat(one(UserMessage.from("u"))).isEqualTo(dev.drover.engine.chat.ChatMessage.user("u"));
    assertThat(one(AiMessage.from("a")))
        .isEqualTo(dev.drover.engine.chat.ChatMessage.assistant("a"));
  }

  @Test
  void textPartsAreJoinedByLineAndTheNameStays() {
    dev.drover.engine.chat.ChatMessage message =
        one(UserMessage.from("Ada", TextContent.from("a"), TextContent.from("b")));

    assertThat(message.content()).isEqualTo("a\nb");
    assertThat(message.name()).isEqualTo("Ada");
  }

  @Test
  void toolCallsCarryParsedArguments() {
    dev.drover.engine.chat.ChatMessage message = one(calling("{\"a\": 1, \"b\": [true]}"));

    assertThat(message.role()).isEqualTo(Role.ASSISTANT);
    assertThat(message.content()).isNull();
    assertThat(message.toolCalls())
        .containsExactly(new ToolCall("c1", "add", Map.of("a", 1, "b", List.of(true))));
    assertThat(one(calling("")).toolCalls().getFirst().arguments()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1]", "{", "1", "null", "{} {"})
  void argumentsThatAreNoObjectAreRefused(String arguments) {
    assertThatThrownBy(() -> one(calling(arguments)))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("add");
  }

  @Test
  void aToolResultNamesTheCallItAnswers() {
    assertThat(one(ToolExecutionResultMessage.from("c1", "add", "3")))
        .isEqualTo(new dev.drover.engine.chat.ChatMessage(Role.TOOL, "3", "add", List.of(), "c1"));
  }

  static List<Content> otherContent() {
    return List.of(
        ImageContent.from("http://localhost/cat.png"),
        AudioContent.from("http://localhost/cat.mp3"),
        VideoContent.from("http://localhost/cat.mp4"),
        PdfFileContent.from("http://localhost/cat.pdf"));
  }

  @ParameterizedTest
  @MethodSource("otherContent")
  void contentOtherThanTextIsRefused(Content content) {
    assertThatThrownBy(() -> one(UserMessage.from(TextContent.from("What is it?"), content)))
        .isInstanceOf(UnsupportedFeatureException.class)
        .hasMessageContaining(content.type().name().toLowerCase(java.util.Locale.ROOT))
        .hasMessageContaining("not supported");
  }

  @Test
  void customMessagesAreRefused() {
    assertThatThrownBy(() -> one(CustomMessage.from(Map.of("a", 1))))
        .isInstanceOf(UnsupportedFeatureException.class)
        .hasMessageContaining("custom");
  }
}
