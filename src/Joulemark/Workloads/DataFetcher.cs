using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Joulemark.Diagnostics;

namespace Joulemark.Workloads;

/// <summary>Fetches data files into the user's cache. A file appears there whole and right, or not at all.</summary>
/// <param name="folder">The cache.</param>
/// <param name="patience">Longest that the other side may keep silent.</param>
internal sealed class DataFetcher(string folder, TimeSpan patience)
{
    private const int BufferSize = 1 << 16;

    /// <summary>The user's cache: <c>$XDG_CACHE_HOME/joulemark/data</c>, or <c>~/.cache/joulemark/data</c>.</summary>
    public static DataFetcher OfUser()
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } given && Path.IsPathRooted(given)
            ? given : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return new DataFetcher(Path.Combine(cache, "joulemark", "data"), TimeSpan.FromSeconds(60));
    }

    /// <summary>Where an address lies in the cache, fetched or not.</summary>
    public string PathOf(DataAddress address)
    {
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address.Url.AbsoluteUri)))[..16];
        var name = Path.GetFileName(address.Url.AbsolutePath);
        return Path.Combine(folder, key, name.Length > 0 ? name : "data");
    }

    /// <summary>Fetches a file.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="sha256">The hash it must have; null for any.</param>
    /// <exception cref="JoulemarkException">It could not be fetched whole, or is another file.</exception>
    public void Fetch(DataAddress address, string? sha256)
    {
        var target = PathOf(address);
        var part = $"{target}.{Environment.ProcessId}.part";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            var hash = DownloadAsync(address, part).GetAwaiter().GetResult();
            if (sha256 is not null && hash != sha256)
            {
                throw Problem("JM1024", $"what {address.Name} gave is not the file that workload.sha256 pins: it has {hash}, pinned is {sha256}",
                    "Nothing was kept. Ask where the file came from, or pin the other hash.");
            }

            File.Move(part, target, overwrite: true);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or UnauthorizedAccessException)
        {
            throw Problem("JM1023", $"{address.Name} could not be fetched: {Reason(e)}", address.IsHub
                ? "Nothing was kept. Check the name, the revision and the network; for a data set behind a form, set HF_TOKEN." : "Nothing was kept. Check the address and the network, and run it again.");
        }
        finally
        {
            File.Delete(part);
        }
    }

    private async Task<string> DownloadAsync(DataAddress address, string part)
    {
        // A proxy that the user has set up for the network is used, as by every other downloader.
        using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(HttpMethod.Get, address.Url);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("joulemark", null));
        if (address.IsHub && Environment.GetEnvironmentVariable("HF_TOKEN") is { Length: > 0 } token)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token); // not sent on to where the hub redirects
        using var silence = new CancellationTokenSource(patience);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var expected = response.Content.Headers.ContentLength;
        long received = 0;
        await using var body = await response.Content.ReadAsStreamAsync(silence.Token).ConfigureAwait(false);
        await using var file = new FileStream(part, FileMode.Create, FileAccess.Write);
        var buffer = new byte[BufferSize];
        while (true)
        {
            silence.CancelAfter(patience);
            var read = await body.ReadAsync(buffer, silence.Token).ConfigureAwait(false);
            if (read == 0)
                break;
            received += read;
            hash.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read)).ConfigureAwait(false);
        }

        return expected is { } whole && received != whole
            ? throw new IOException($"only {received} of {whole} bytes came") : Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private string Reason(Exception e) => e switch
    {
        HttpRequestException { StatusCode: { } status } => $"the server answered {(int)status}",
        OperationCanceledException => $"nothing came for {patience.TotalSeconds:0.#} s",
        _ => e.Message,
    };

    private static JoulemarkException Problem(string id, string message, string remedy) =>
        new(ExitCode.BadUsage, new Diagnostic(id, DiagnosticSeverity.Error, message, remedy));
}
