import Bibliography

/// Values under byte strings.
struct ByteTable<Value> {
  private let keys = InternPool()
  private(set) var values: [Value] = []

  init() {}

  /// The number of distinct keys.
  var count: Int { values.count }

  /// The value under `key`, made the first time it is asked for.
  mutating func value(for key: UnsafeBufferPointer<UInt8>, make: (UnsafeBufferPointer<UInt8>) -> Value) -> Value {
    let (place, isNew) = keys.intern(UnsafeRawBufferPointer(key))
    if isNew { values.append(make(key)) }
    return values[place]
  }
}
