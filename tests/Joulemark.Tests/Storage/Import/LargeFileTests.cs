using System.Text.Json;
using Joulemark.Storage.Import;
using Xunit;

namespace Joulemark.Tests.Storage.Import;

/// <summary>A result of hundreds of megabytes is read in pieces: what is held does not grow with it.</summary>
public sealed class LargeFileTests : IDisposable
{
    private readonly ImportHarness _import = new();

    public void Dispose() => _import.Dispose();

    [Fact]
    public void Column_OfManyMegabytes_IsReadWithoutKeepingIt()
    {
        var path = Path.Combine(_import.Folder, "vllm.json");
        const int requests = 20_000;
        using (var file = new StreamWriter(path))
        {
            file.Write("{\"duration\": 1.0, \"completed\": 1, \"itls\": [");
            for (var i = 0; i < requests; i++)
                file.Write((i > 0 ? ", " : "") + "[" + string.Join(", ", Enumerable.Repeat("0.012345678901234567", 60)) + "]");
            file.Write("]}");
        }

        var length = new FileInfo(path).Length;
        Assert.True(length > 25_000_000);
        using var json = new JsonStream(path);
        Assert.True(json.Read());
        var before = GC.GetAllocatedBytesForCurrentThread();
        var document = VllmDocument.Scan(json);
        var scanned = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(scanned < 1_000_000, $"{scanned} bytes were allocated to scan {length}");

        using var column = new JsonColumn(path, document.Columns["itls"]);
        var rows = 0;
        before = GC.GetAllocatedBytesForCurrentThread();
        while (column.Next())
        {
            Assert.Equal(60, column.Numbers()!.Count);
            rows++;
        }

        Assert.Equal(requests, rows);

        // A list of the row at hand each time, and never more than one of them held: as much as is read, not as is kept.
        var perRow = (GC.GetAllocatedBytesForCurrentThread() - before) / requests;
        Assert.True(perRow < 2_000, $"{perRow} bytes a row");
    }

    [Fact]
    public void Value_LongerThanTheBuffer_IsReadWhole()
    {
        var path = _import.Write("long.json", $$"""{"a": {"text": "{{new string('x', 1_000_000)}}\n\"é"}, "b": 7}""");
        using var json = new JsonStream(path);
        json.Read();
        json.Read();
        json.Read();
        Assert.Equal(1_000_003, json.ReadValue().GetProperty("text").GetString()!.Length);
        Assert.True(json.Read());
        Assert.True(json.IsProperty("b"u8));
        Assert.True(json.Read());
        Assert.Equal(7, json.Number);
    }

    [Theory]
    [InlineData("NaN", true)]
    [InlineData("Infinity", true)]
    [InlineData("-Infinity", true)]
    [InlineData("-1.5", false)]
    [InlineData("\"NaN -Infinity\"", false)]
    public void NumberWords_AreFound_WhereverAPieceEnds(string value, bool isMissing)
    {
        for (var padding = 65_520; padding < 65_545; padding++)
        {
            var path = _import.Write("n.json", "[" + new string(' ', padding) + value + ", 2]");
            using var json = new JsonStream(path);
            Assert.True(json.Read());
            Assert.True(json.Read());
            Assert.Equal(isMissing ? 1 : 0, json.NumbersMissing);
            if (isMissing)
                Assert.Null(json.Number);
            Assert.True(json.Read());
            Assert.Equal(2, json.Number);
            Assert.True(json.Read());
            Assert.Equal(JsonTokenType.EndArray, json.Token);
            Assert.False(json.Read());
        }
    }
}
