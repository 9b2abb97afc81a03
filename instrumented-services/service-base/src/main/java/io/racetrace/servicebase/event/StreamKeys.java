package io.racetrace.servicebase.event;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The Redis keys of the streams: one for each event name in each form. */
public final class StreamKeys {
  private final String exhibit;
  private final List<String> forms;

  public StreamKeys(String exhibit, List<String> forms) {
    this.exhibit = exhibit;
    this.forms = List.copyOf(forms);
  }

  /** Like {@code loyalty:racy:order.placed}. */
  public String key(String form, String eventName) {
    return exhibit + ":" + form + ":" + eventName;
  }

  /** The stream that takes what was given up. */
  public static String deadLetters(String streamKey) {
    return streamKey + ":dead";
  }

  /** All streams of an event name, each with the form that it belongs to. */
  public Map<String, String> formsByKey(String eventName) {
    Map<String, String> formsByKey = new LinkedHashMap<>();
    for (String form : forms) {
      formsByKey.put(key(form, eventName), form);
    }
    return formsByKey;
  }
}
