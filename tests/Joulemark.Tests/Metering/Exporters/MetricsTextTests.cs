using System.Globalization;
using System.Text;
using CsCheck;
using Joulemark.Metering.Exporters;
using Xunit;

namespace Joulemark.Tests.Metering.Exporters;

public sealed class MetricsTextTests
{
    [Theory]
    [InlineData("a 1", "a{} = 1")]
    [InlineData("a{} 1", "a{} = 1")]
    [InlineData("  a{x=\"1\"}\t2.5e3  ", "a{x=\"1\"} = 2500")]
    [InlineData("a{x=\"1\",y=\"2\",} 3", "a{x=\"1\",y=\"2\"} = 3")]
    [InlineData("a { x = \"1\" , y = \"2\" } 3", "a{x=\"1\",y=\"2\"} = 3")]
    [InlineData("a{x=\"}{ ,=\"} 3", "a{x=\"}{ ,=\"} = 3")]
    [InlineData("a{x=\"q\\\"b\\\\n\\n\"} 3", "a{x=\"q\\\"b\\\\n\\n\"} = 3")]
    [InlineData("a{x=\"C:\\d\"} 3", "a{x=\"C:\\\\d\"} = 3")]
    [InlineData("a{x=\"Zürich\"} 3", "a{x=\"Zürich\"} = 3")]
    [InlineData("a:b_c{x=\"\"} -0.5", "a:b_c{x=\"\"} = -0.5")]
    [InlineData("a NaN", "a{} = NaN")]
    [InlineData("a +Inf", "a{} = Infinity")]
    [InlineData("a -Inf", "a{} = -Infinity")]
    [InlineData("{\"a.b\",x=\"1\"} 3", "a.b{x=\"1\"} = 3")]
    [InlineData("a 1 # {trace=\"7\"} 0.5", "a{} = 1")]
    [InlineData("a 1\r", "a{} = 1")]
    public void Line_AsTheFormatsAllow_IsRead(string line, string expected)
    {
        var page = Parse(line);
        Assert.Equal(expected, Show(Assert.Single(page.Samples)));
        Assert.Equal(0, page.Malformed);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a{x=\"1\" 3")]
    [InlineData("a{x=\"1} 3")]
    [InlineData("a{x=1} 3")]
    [InlineData("a{x=\"1\",x=\"2\"} 3")]
    [InlineData("a{=\"1\"} 3")]
    [InlineData("a{~cpu=\"cpu0\"} 3")]
    [InlineData("a{\"~cpu\"=\"cpu0\"} 3")]
    [InlineData("a one")]
    [InlineData("a 1 2 3")]
    [InlineData("a 1 later")]
    [InlineData("a 0x10")]
    [InlineData("9a 1")]
    [InlineData("<html><body>")]
    [InlineData("{x=\"1\"} 3")]
    public void Line_WithAnythingOdd_GivesNoSample(string line)
    {
        var page = Parse($"good 1\n{line}\ngood 2");
        Assert.Equal(["good", "good"], page.Samples.Select(s => s.Name));
        Assert.Equal(1, page.Malformed);
    }

    [Theory]
    [InlineData("a 1 1700000000123", false, 1700000000.123)]
    [InlineData("a 1 1700000000.123456", true, 1700000000.123456)]
    [InlineData("a 1 1700000000.5 # {t=\"1\"} 1 1700000000.1", true, 1700000000.5)]
    [InlineData("a 1", true, null)]
    public void Timestamp_IsMillisecondsOrInOpenMetricsSeconds(string line, bool openMetrics, double? expected) =>
        Assert.Equal(expected, Assert.Single(MetricsText.Parse(Encoding.UTF8.GetBytes(line), openMetrics).Samples).UnixSeconds);

    [Fact]
    public void Page_AfterItsEndMark_IsNotReadOn()
    {
        var page = Parse("# TYPE a counter\n# HELP a what it is\na 1\n# EOF\na 2\n");
        Assert.True(page.Ended);
        Assert.Single(page.Samples);
    }

    [Fact]
    public void Page_ForPeople_IsNone() => Assert.False(Parse("<html>\n<body>\nPlease sign in\n</html>").IsOne);

    [Fact]
    public void Filter_LeavesTheOthersOut()
    {
        var page = MetricsText.Parse("a 1\nb{x=\"1\"} 2\n{\"b\"} 3\nc 4"u8, openMetrics: false, name => name.SequenceEqual("b"u8));
        Assert.Equal([2.0, 3.0], page.Samples.Select(s => s.Value));
        Assert.Equal(4, page.Lines);
    }

    [Fact]
    public void Series_Written_IsReadBackAsItWas() =>
        Gen.Select(Gen.String, Gen.String, Gen.Double).Sample((first, second, value) =>
        {
            // Lone surrogates have no UTF-8: they cannot be on a page.
            var (x, y) = (Mended(first), Mended(second));
            var sample = new MetricSample("m", new Dictionary<string, string>(StringComparer.Ordinal) { ["x"] = x, ["y"] = y }, value);
            if (x.Contains('\r', StringComparison.Ordinal) || y.Contains('\r', StringComparison.Ordinal))
                return;
            var read = Assert.Single(Parse(string.Create(CultureInfo.InvariantCulture, $"{sample.Series} {value:R}")).Samples);
            Assert.Equal((x, y), (read.Labels["x"], read.Labels["y"]));
            Assert.Equal(value, read.Value);
        });

    [Fact]
    public void Bytes_OfAnyKind_NeverThrow()
    {
        // Pieces that look like the format reach further into the parser than noise does.
        string[] words = ["a", "{", "}", "\"", "\\", "=", ",", " ", "\n", "# EOF\n", "NaN", "1e999", "-", "~", "x=\"1\"", "\0", "ü"];
        var piece = Gen.Frequency((1, Gen.Byte.Array[0, 8].Select(Encoding.Latin1.GetString)), (4, Gen.Int[0, words.Length - 1].Select(i => words[i])));
        piece.Array[0, 40].Sample(pieces =>
        {
            var bytes = Encoding.UTF8.GetBytes(string.Concat(pieces));
            foreach (var openMetrics in (bool[])[true, false])
                MetricsText.Parse(bytes, openMetrics);
        });
        Gen.Byte.Array[0, 200].Sample(bytes => { MetricsText.Parse(bytes, openMetrics: true); });
    }

    private static string Mended(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static MetricsPage Parse(string text) => MetricsText.Parse(Encoding.UTF8.GetBytes(text), openMetrics: false);

    private static string Show(MetricSample sample) => string.Create(CultureInfo.InvariantCulture, $"{sample.Series} = {sample.Value}");
}
