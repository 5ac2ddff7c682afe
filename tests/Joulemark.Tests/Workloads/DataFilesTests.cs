using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Joulemark.Diagnostics;
using Joulemark.Planning;
using Joulemark.Workloads;
using Xunit;

namespace Joulemark.Tests.Workloads;

/// <summary>Data files on this machine and behind a real server on loopback.</summary>
public sealed class DataFilesTests : IDisposable
{
    private const string Content = "{\"prompt\": \"a\"}\n{\"prompt\": \"b\"}\n";
    private static readonly string Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Content)));
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("jm-data");
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private int _asked;

    public void Dispose()
    {
        _listener.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Address_WithItsHashPinned_IsFetchedOnceAndKept()
    {
        var url = Serve($"HTTP/1.1 200 OK\r\nContent-Length: {Content.Length}\r\nConnection: close\r\n\r\n{Content}");
        var spec = Spec(url, Hash);
        for (var i = 0; i < 2; i++)
        {
            var task = new WorkloadLoader(Files()).Load(spec, 1);
            Assert.Equal(["a", "b"], task.Items.Select(t => t.Prompt).Order(StringComparer.Ordinal));
            Assert.Equal(new KeyValuePair<string, string>(url, Hash), Assert.Single(task.FileHashes));
            Assert.Empty(task.Notes);
        }

        Assert.Equal(1, _asked);
    }

    [Fact]
    public void Address_WithoutAHash_IsFetchedOnlyWhenAskedTo()
    {
        var url = Serve($"HTTP/1.1 200 OK\r\nContent-Length: {Content.Length}\r\nConnection: close\r\n\r\n{Content}");
        Assert.Equal("JM1022", Id(() => new WorkloadLoader(Files()).Load(Spec(url, null), 1)));
        Assert.Equal(0, _asked);
        var note = Assert.Single(new WorkloadLoader(Files(mayFetch: true)).Load(Spec(url, null), 1).Notes);
        Assert.Equal("JM1025", note.Id);
        Assert.Contains(Hash, note.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "404")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nConnection: close\r\n\r\n{\"prompt\": \"a\"}", "could not be fetched")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n5\r\n{\"pro\r\n", "could not be fetched")]
    [InlineData("", "could not be fetched")]
    public void Download_ThatFails_SaysWhyAndLeavesNothing(string response, string reason)
    {
        var url = Serve(response);
        var e = Assert.Throws<JoulemarkException>(() => Files().Find(Spec(url, Hash)));
        Assert.Equal("JM1023", Assert.Single(e.Diagnostics).Id);
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.EnumerateFiles("*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Download_ThatFallsSilent_IsGivenUp()
    {
        var url = Serve("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"pro", stays: true);
        var e = Assert.Throws<JoulemarkException>(() => new DataFiles(mayFetch: false, new DataFetcher(_folder.FullName, TimeSpan.FromMilliseconds(300))).Find(Spec(url, Hash)));
        Assert.Contains("nothing came for 0.3 s", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Download_OfAnotherFile_IsRefusedWithBothHashes()
    {
        var url = Serve("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nother");
        var e = Assert.Throws<JoulemarkException>(() => Files().Find(Spec(url, Hash)));
        Assert.Equal("JM1024", Assert.Single(e.Diagnostics).Id);
        Assert.Contains(Hash, e.Message, StringComparison.Ordinal);
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData("other"u8)), e.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.EnumerateFiles("*", SearchOption.AllDirectories));
    }

    [Fact]
    public void File_OfThisMachine_IsHashedAndHeldToIts()
    {
        var path = Path.Combine(_folder.FullName, "p.jsonl");
        File.WriteAllText(path, Content);
        Assert.Equal(new DataFile(path, "p.jsonl", Hash), Files().Find(Spec(path, Hash.ToUpperInvariant().ToLowerInvariant())));
        Assert.Equal("JM1024", Id(() => Files().Find(Spec(path, new string('0', 64)))));
        Assert.Equal("JM1008", Id(() => Files().Find(Spec(path + "x", null))));
    }

    [Fact]
    public void Hub_Name_IsItsAddressAndNeedsARevision()
    {
        var address = DataAddress.Parse("hf://datasets/openai/gsm8k/main/test-00000.jsonl@e53f048856ff4f594e959d75785d2c2d37b678ee");
        Assert.True(address.IsHub);
        Assert.EndsWith("/datasets/openai/gsm8k/resolve/e53f048856ff4f594e959d75785d2c2d37b678ee/main/test-00000.jsonl", address.Url.AbsoluteUri, StringComparison.Ordinal);
        Assert.Equal("JM1004", Id(() => DataAddress.Parse("hf://datasets/openai/gsm8k/x.jsonl")));
        Assert.Equal("JM1004", Id(() => DataAddress.Parse("hf://openai/gsm8k@main")));
        Assert.Equal("https://example.org/d.jsonl", DataAddress.Parse("https://user:secret@example.org/d.jsonl?token=secret").Name);
    }

    private static string Id(Func<object?> action) => Assert.Single(Assert.Throws<JoulemarkException>(action).Diagnostics).Id;

    private static WorkloadSpec Spec(string path, string? hash) =>
        Specs.Spec("workload.kind=prompts", "workload.requests=2", $"workload.path={path}").Workload with { Path = path, Sha256 = hash };

    private DataFiles Files(bool mayFetch = false) => new(mayFetch, new DataFetcher(_folder.FullName, TimeSpan.FromSeconds(30)));

    /// <summary>Answers every connection with the same bytes.</summary>
    private string Serve(string response, bool stays = false)
    {
        _listener.Start();
        _ = Task.Run(async () =>
        {
            while (true)
            {
                using var socket = await _listener.AcceptSocketAsync();
                Interlocked.Increment(ref _asked);
                await socket.ReceiveAsync(new byte[4096]);
                await socket.SendAsync(Encoding.UTF8.GetBytes(response));
                if (stays)
                    await socket.ReceiveAsync(new byte[1]); // until the other side gives up
                else
                    socket.Shutdown(SocketShutdown.Both);
            }
        });
        return $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/some/data.jsonl";
    }
}
