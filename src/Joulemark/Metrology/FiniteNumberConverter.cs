using System.Text.Json;
using System.Text.Json.Serialization;

namespace Joulemark.Metrology;

/// <summary>Reads numbers that are numbers: <c>1e999</c> is JSON, but no figure that was ever written, and infinity would spread through all that is made of it.</summary>
internal sealed class FiniteNumberConverter : JsonConverter<double>
{
    /// <summary>The number that the reader is at.</summary>
    /// <exception cref="JsonException">It is too large for a double.</exception>
    public static double Read(ref Utf8JsonReader reader) =>
        reader.GetDouble() is var number && double.IsFinite(number) ? number : throw new JsonException("The number is too large.");

    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
