/// Numbers inside sentences.
public enum NumberText {
  /// With exactly so many decimals: `NumberText.fixed(0.5, decimals: 3)` is `0.500`.
  public static func fixed(_ value: Double, decimals: Int) -> String { NumberStyle.fixed(value, decimals: decimals) }
}
