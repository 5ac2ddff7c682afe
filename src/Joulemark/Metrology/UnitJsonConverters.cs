using System.Text.Json;
using System.Text.Json.Serialization;

#pragma warning disable MA0048 // three one-line converters that belong together

namespace Joulemark.Metrology;

/// <summary>Writes an energy as its joules; the key carries the unit (<c>energy_j</c>).</summary>
internal sealed class EnergyJsonConverter : JsonConverter<Energy>
{
    public override Energy Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(FiniteNumberConverter.Read(ref reader));

    public override void Write(Utf8JsonWriter writer, Energy value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.Joules);
}

/// <summary>Writes a power as its watts; the key carries the unit (<c>power_w</c>).</summary>
internal sealed class PowerJsonConverter : JsonConverter<Power>
{
    public override Power Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(FiniteNumberConverter.Read(ref reader));

    public override void Write(Utf8JsonWriter writer, Power value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.Watts);
}

/// <summary>Writes a moment as integer nanoseconds; the key carries the unit (<c>start_ns</c>).</summary>
internal sealed class TimestampJsonConverter : JsonConverter<Timestamp>
{
    public override Timestamp Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetInt64());

    public override void Write(Utf8JsonWriter writer, Timestamp value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.Nanoseconds);
}
