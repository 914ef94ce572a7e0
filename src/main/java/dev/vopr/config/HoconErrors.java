package dev.vopr.config;

import com.typesafe.config.ConfigException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns the library's exceptions into one sentence with a remedy. */
final class HoconErrors {

  /** A message of the library and what a person is told instead. */
  private record Rule(Pattern message, String sentence) {
    static Rule of(String message, String sentence) {
      return new Rule(Pattern.compile(".*" + message + ".*", Pattern.DOTALL), sentence);
    }
  }

  /** What was found: {@code '}'} (the library adds hints in parentheses) or {@code end of file}. */
  private static final String TOKEN = "('[^']*'|end of file)";

  private static final List<Rule> RULES =
      List.of(
          Rule.of(
              "Reserved character '(.)' is not allowed outside quotes",
              "the character $1 may not stand outside quotes; put the text in double quotes"),
          Rule.of(
              "JSON does not allow unescaped newline",
              "a text in quotes does not end on its line; add the closing double quote"),
          Rule.of(
              "backslash followed by '(.)'",
              "\\\\$1 is not an escape; write \\\\\\\\ for a backslash"),
          Rule.of(
              "expecting a close parentheses '\\)' here, not: end of file",
              "the file ends within braces; add the missing }"),
          Rule.of(
              "expecting a close parentheses '\\)' here, not: " + TOKEN,
              "$1 does not belong here; remove it"),
          Rule.of("unbalanced close brace", "there is a } too many; remove it"),
          Rule.of(
              "Expecting a value but got wrong token: " + TOKEN,
              "a value is missing before $1; write key = value"),
          Rule.of(
              "Key '(.*?)' may not be followed by token: " + TOKEN,
              "$1 has no value; write $1 = value"),
          Rule.of(
              "List should have .*instead had token: " + TOKEN,
              "a list goes on with $1; close it with ]"),
          Rule.of(
              "Expecting (?:end of input|close brace }) or a comma, got " + TOKEN,
              "$1 does not belong here; start a new line,"
                  + " or put the text in double quotes if it is part of the value"),
          Rule.of(
              "path has a leading, trailing, or two adjacent period",
              "a name has a dot too many; write names joined by single dots"),
          Rule.of(
              "Cannot concatenate object or list",
              "a section, a list and a plain value cannot be joined; give one of them"),
          Rule.of(
              "Could not resolve substitution to a value: (\\$\\{.*?\\}) was part of a cycle",
              "$1 refers to itself in a circle; give it a value of its own"),
          Rule.of(
              "Could not resolve substitution to a value: \\$\\{(.*?)\\}",
              "\\${$1} is not defined; define $1, or write \\${?$1} if it may be missing"),
          Rule.of(
              "has type LIST rather than object at file root",
              "the file holds a list instead of settings; write vopr { … }"),
          Rule.of(
              "include statements nested more than",
              "the files include one another in a circle; remove one of the includes"),
          Rule.of(
              "Token not allowed in valid JSON: " + TOKEN,
              "$1 is not valid JSON; correct it, or name the file .conf for HOCON"),
          Rule.of("Permission denied", "may not be read; give yourself the permission to read it"));

  private HoconErrors() {}

  /** The problem in a file, an override or the defaults, with its line. */
  static SettingsProblem problem(ConfigException exception, Places places, String elsewhere) {
    String where = exception.origin() == null ? elsewhere : places.of(exception.origin());
    return new SettingsProblem(where, "", sentence(exception));
  }

  /** What is wrong and what to do, without the library's prefix, hints and class names. */
  static String sentence(ConfigException exception) {
    String message = String.valueOf(exception.getMessage());
    for (Rule rule : RULES) {
      Matcher matcher = rule.message().matcher(message);
      if (matcher.matches()) {
        return matcher
            .replaceFirst(rule.sentence())
            .replaceAll("'(newline|end of file)'", "the end of the line");
      }
    }
    return cleaned(exception, message) + "; correct it as HOCON asks";
  }

  private static String cleaned(ConfigException exception, String message) {
    String prefix = exception.origin() == null ? "" : exception.origin().description() + ": ";
    String text = message.startsWith(prefix) ? message.substring(prefix.length()) : message;
    int hint = text.indexOf(" (if you");
    String plain = hint < 0 ? text : text.substring(0, hint);
    return Scalars.shortened(plain.replaceAll("\\b[a-z]+(\\.[a-z]+)+\\.[A-Z]\\w+: ", ""));
  }
}
