using System.Globalization;
using System.Text;
using System.Text.Json;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Statistics;
using Joulemark.Storage;
using Xunit;

namespace Joulemark.Tests.Storage;

/// <summary>The readers of the two long files say what the serializer says, of whatever line.</summary>
public sealed class RecordLinesTests
{
    private static readonly string[] Texts = ["only", "ünï→🙂", "a\"b\\c\n", "", "\u0001", "stop", "gpu0-power", "a b"];

    [Theory]
    [InlineData("""{"time_ns":1,"channel":"gpu0","reading":12.5}""")]
    [InlineData("""{"time_ns":-5,"channel":"gpu0","reading":-0.0}""")]
    [InlineData("""{"time_ns":1,"channel":"gpu0","reading":null}""")]
    [InlineData("""{"time_ns":9223372036854775807,"channel":"gpu0","reading":0.1}""")]
    [InlineData("""{"time_ns":9223372036854775808,"channel":"gpu0","reading":0.1}""")]
    [InlineData("""{"time_ns":1.0,"channel":"gpu0","reading":0.1}""")]
    [InlineData("""{"time_ns":1,"channel":"gpu0","reading":1e3}""")]
    [InlineData("""{"time_ns":1,"channel":"gpu0","reading":12.5E-3}""")]
    [InlineData("""{"time_ns":1,"channel":"gpu0","reading":0.30000000000000004}""")]
    [InlineData("""{"time_ns":1,"channel":"gpu0","reading":123456789012345678901234567890}""")]
    [InlineData("""{"time_ns":1,"channel":"gpu0","reading":1e999}""")]
    [InlineData("""{"time_ns":1,"channel":"gpu0","reading":01}""")]
    [InlineData("""{"time_ns":1,"channel":"gpu0","reading":1.}""")]
    [InlineData("""{"time_ns":1,"channel":"gpu0","reading":.5}""")]
    [InlineData("""{"time_ns":1,"channel":"gpu0","reading":+5}""")]
    [InlineData("""{"time_ns":1,"channel":"gpu0","reading":-}""")]
    [InlineData("""{"time_ns":1,"channel":"gpu0","reading":1.2.3}""")]
    [InlineData("""{"time_ns":1,"channel":"gpu0","reading":NaN}""")]
    [InlineData("""{"time_ns":1,"channel":"gpu0","reading":1}x""")]
    [InlineData("""{"time_ns":1,"channel":"gpu0","reading":1,"new":[1]}""")]
    [InlineData("""{"time_ns":1,"channel":"gpu0","reading":"1"}""")]
    [InlineData(""" { "reading" : 2 , "channel" : "gpu0" , "time_ns" : 7 } """)]
    [InlineData("""{"time_ns":1,"channel":"gp\u0075\u0030","reading":1}""")]
    [InlineData("""{"time_ns":1,"channel":"gpu0" ,"reading":1}""")]
    [InlineData("""{"time_ns":1,"channel":null,"reading":1}""")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    public void Sample_OfAnyShape_IsReadAsTheSerializerReadsIt(string line)
    {
        // Once as the first of its channel, once when the channel is known.
        Same(Serialized(line), Read(line));
        Same(Serialized(line), Read("""{"time_ns":0,"channel":"gpu0","reading":1}""", line));
    }

    [Fact]
    public void Samples_OfRandomReadings_AreReadAsTheSerializerReadsThem()
    {
        var random = new SeededRandom(1, 0);
        for (var i = 0; i < 20_000; i++)
        {
            var reading = random.Next(8) switch
            {
                0 => (double?)null,
                1 => BitConverter.Int64BitsToDouble(random.NextInt64(0x7FE0_0000_0000_0000)),
                2 => Math.Round(random.NextDouble() * 1e6, 3),
                3 => random.NextDouble() * 1e9,
                4 => -random.NextDouble(),
                5 => random.Next(1000),
                6 => random.Next(int.MaxValue) / 1e6,
                _ => random.Next(int.MaxValue) * 1e7,
            };
            var line = JsonSerializer.Serialize(new MeterSample(new Timestamp(((long)random.Next(int.MaxValue) << 20) - 500), Texts[random.Next(Texts.Length)], reading), RecordJson.Default.MeterSample);
            if (random.Next(10) == 0)
                line = line[..random.Next(line.Length)];
            Same(Serialized(line), Read("""{"time_ns":0,"channel":"only","reading":1}""", line));
        }
    }

    [Fact]
    public void Requests_OfRandomFields_AreReadAsTheSerializerReadsThem()
    {
        var (random, line) = (new SeededRandom(2, 0), new RequestLine());
        var damaged = 0;
        for (var i = 0; i < 5_000; i++)
        {
            var text = JsonSerializer.Serialize(Random(random), RecordJson.Default.RequestRecord);
            text = random.Next(8) switch
            {
                0 => text[..random.Next(text.Length)],
                1 => text.Replace("\"usage\"", "\"later\":{\"a\":[1,{}]},\"usage\"", StringComparison.Ordinal),
                2 => text.Replace("\"repeat\"", random.Next(2) == 0 ? "\"stage\"" : "\"REPEAT\"", StringComparison.Ordinal),
                3 => text.Replace(":null", random.Next(2) == 0 ? ":\"1\"" : ":1.5", StringComparison.Ordinal),
                4 => text.Replace("{", " { ", StringComparison.Ordinal).Replace(",\"", " ,\t\"", StringComparison.Ordinal),
                _ => text,
            };
            damaged += Check(line, text) ? 0 : 1;
        }

        Assert.InRange(damaged, 500, 2000);
    }

    [Theory]
    [InlineData("""{"configuration":"a","stage":"window"}""")]
    [InlineData("""{"configuration":"a"}""")]
    [InlineData("""{"configuration":null,"stage":"window"}""")]
    [InlineData("""{"configuration":"a","stage":"nonsense"}""")]
    [InlineData("""{"configuration":"a","stage":"WINDOW"}""")]
    [InlineData("""{"configuration":"a","stage":"window","repeat":null}""")]
    [InlineData("""{"configuration":"a","stage":"window","repeat":1.0}""")]
    [InlineData("""{"configuration":"a","stage":"window","item":99999999999}""")]
    [InlineData("""{"configuration":"a","stage":"window","token_ns":null}""")]
    [InlineData("""{"configuration":"a","stage":"window","token_ns":[1,"2"]}""")]
    [InlineData("""{"configuration":"a","stage":"window","usage":{"prompt_tokens":1}}""")]
    [InlineData("""{"configuration":"a","stage":"window","usage":{}}""")]
    [InlineData("""{"configuration":"a","stage":"window","usage":{"completion_tokens":2,"prompt_tokens":1,"cached_tokens":-2147483648}}""")]
    [InlineData("""{"configuration":"a","stage":"window","usage":{"completion_tokens":2,"prompt_tokens":1,"completion_tokens":3}}""")]
    [InlineData("""{"configuration":"a","stage":"window","score":1e-3,"scheduled_ns":1e3}""")]
    [InlineData("""{"stage":"window","configuration":"a","score":1e-3}""")]
    [InlineData("""{"configuration":"a","stage":"window"},""")]
    [InlineData("""{"configuration":"a","stage":"window","output":"\u00e4\n\"\\","score":1}""")]
    [InlineData("""{"configuration":"a","stage":"window","output":"\q","score":1}""")]
    [InlineData("""{"configuration":"a","stage":"window","output":"\u00g4","score":1}""")]
    [InlineData("""{"configuration":"a","stage":"window","output":"\u00e""")]
    [InlineData("""{"configuration":"a","stage":"window","output":"\""")]
    [InlineData("{\"configuration\":\"a\",\"stage\":\"window\",\"output\":\"a\u0001b\",\"score\":1}")]
    [InlineData("""{"configuration":"a","stage":"window","error":"it \u0027broke\u0027 \uD83D\uDE42"}""")]
    [InlineData("""{"configuration":"a","stage":"window","error":"\uD83D"}""")]
    [InlineData("""{"configuration":"a","stage":"window","token_ns":[]}""")]
    [InlineData("""{"configuration":"a","stage":"window","token_ns":[-1,0,-0,999999999999999999,9223372036854775807]}""")]
    [InlineData("""{"configuration":"a","stage":"window","token_ns":[1,]}""")]
    [InlineData("""{"configuration":"a","stage":"window","token_ns":[01]}""")]
    [InlineData("""{"configuration":"a","stage":"window",}""")]
    [InlineData("{}")]
    [InlineData("null")]
    public void Request_OfAnyShape_IsReadAsTheSerializerReadsIt(string line) => Check(new RequestLine(), line);

    [Fact]
    public void Text_ThatIsNoUtf8_IsTheSerializersToJudge()
    {
        byte[] line = [.. "{\"configuration\":\"a\",\"stage\":\"window\",\"error\":\""u8, 0xFF, .. "\"}"u8];
        Assert.ThrowsAny<JsonException>(() => new RequestLine().Read(line));
    }

    [Fact]
    public void Samples_InATable_ComeBackInTheOrderTheyWereReadIn_AndByChannelInTimeOrder()
    {
        MeterSample[] samples = [Sample(5, "a", 1), Sample(3, "b", 2), Sample(4, "a", null), Sample(4, "a", 3), Sample(9, "b", 4)];
        var table = SampleTable.Of(samples);
        Assert.Equal(samples, table);
        Assert.Equal(samples, Enumerable.Range(0, table.Count).Select(i => table[i]));
        Assert.Equal([4, 4, 5], table.Column("a")!.Times);
        Assert.Equal([double.NaN, 3, 1], table.Column("a")!.Readings);
        Assert.Null(table.Column("c"));
        Assert.Equal((3, 9), (table.First.Nanoseconds, table.Last.Nanoseconds));
        Assert.Throws<ArgumentOutOfRangeException>(() => table[5]);
    }

    [Fact]
    public void Samples_InATable_TakeLessThan40BytesEach()
    {
        var table = new SampleTable();
        const int count = 1_000_000;
        for (var i = 0; i < count; i++)
            table.Add(Sample(i, i % 2 == 0 ? "a" : "b", i));
        Assert.InRange(table.Bytes / (double)count, 22, 40);
    }

    private static MeterSample Sample(long time, string channel, double? reading) => new(new Timestamp(time), channel, reading);

    private static MeterSample? Serialized(string line)
    {
        try
        {
            var sample = JsonSerializer.Deserialize(line, RecordJson.Default.MeterSample);
            return sample.Channel is null ? null : sample;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static MeterSample? Read(params string[] lines)
    {
        var table = new SampleTable();
        var reader = new SampleLine(table);
        try
        {
            foreach (var line in lines)
                reader.Read(Encoding.UTF8.GetBytes(line));
            return table[^1];
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Same(MeterSample? expected, MeterSample? read)
    {
        Assert.Equal(expected, read);
        Assert.Equal(BitConverter.DoubleToInt64Bits(expected?.Reading ?? 0), BitConverter.DoubleToInt64Bits(read?.Reading ?? 0));
    }

    /// <summary>Whether a line is a request, after the fast reader and the serializer agreed on it.</summary>
    private static bool Check(RequestLine line, string text)
    {
        string Of(Func<RequestRecord?> read)
        {
            try
            {
                return read() is { } record ? JsonSerializer.Serialize(record with { Output = "" }, RecordJson.Default.RequestRecord) : "damaged";
            }
            catch (JsonException)
            {
                return "damaged";
            }
        }

        var expected = Of(() => JsonSerializer.Deserialize(text, RecordJson.Default.RequestRecord));
        Assert.Equal(expected, Of(() => line.Read(Encoding.UTF8.GetBytes(text))));
        return expected != "damaged";
    }

    private static RequestRecord Random(SeededRandom random)
    {
        int? Int() => random.Next(3) == 0 ? null : random.Next(int.MaxValue) - 1000;
        Timestamp? Time() => random.Next(3) == 0 ? null : new Timestamp((long)random.Next(int.MaxValue) << 22);
        double? Real() => random.Next(3) == 0 ? null : Math.Pow(10, random.Next(40) - 20) * random.NextDouble();
        string? Text() => random.Next(3) == 0 ? null : Texts[random.Next(Texts.Length)] + (random.Next(3) == 0 ? random.Next(99).ToString(CultureInfo.InvariantCulture) : "");
        bool Flag() => random.Next(2) == 0;
        return new RequestRecord
        {
            Configuration = Text() ?? "a", Stage = (Stage)random.Next(5), Repeat = random.Next(9), Item = random.Next(999), Conversation = Int(), Turn = random.Next(3), Query = Int(),
            RequestedTokens = Int(), ExactTokens = Flag(), Scheduled = Time() ?? default, Sent = Time() ?? default, Headers = Time(), FirstByte = Time(), FirstEvent = Time(), FirstToken = Time(),
            FirstAnswer = Time(), OnlyReasoning = Flag(), LastToken = Time(), Ended = Time() ?? default, Tokens = [.. Enumerable.Range(0, random.Next(600)).Select(_ => Time() ?? default)],
            Usage = random.Next(3) == 0 ? null : new TokenUsage(random.Next(99), random.Next(99), Int(), Int()), LocalOutputTokens = Int(), LocalPromptTokens = Int(), Resent = Flag(),
            RetryAfterSeconds = Real(), FinishReason = Text(), Output = Text() ?? "", Score = Real(), ExitCode = Int(), Error = Text(), ErrorKind = Text(),
        };
    }
}
