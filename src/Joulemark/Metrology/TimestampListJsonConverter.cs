using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Joulemark.Metrology;

/// <summary>
/// Moments as integers in an array. A run writes one for every token: through the framework's converter of lists each
/// would be fetched by an enumerator behind an interface.
/// </summary>
internal sealed class TimestampListJsonConverter : JsonConverter<IReadOnlyList<Timestamp>>
{
    public override IReadOnlyList<Timestamp> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("a list of moments that is no array");
        var buffer = new ArrayBufferWriter<Timestamp>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            buffer.GetSpan(1)[0] = new Timestamp(reader.GetInt64());
            buffer.Advance(1);
        }

        return buffer.WrittenSpan.ToArray();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // for every token: not to be interpreted while a run warms up
    public override void Write(Utf8JsonWriter writer, IReadOnlyList<Timestamp> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        if (value is ArraySegment<Timestamp> segment)
        {
            foreach (var time in segment.AsSpan())
                writer.WriteNumberValue(time.Nanoseconds);
        }
        else
        {
            foreach (var time in value)
                writer.WriteNumberValue(time.Nanoseconds);
        }

        writer.WriteEndArray();
    }
}
