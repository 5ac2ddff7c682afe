using System.Globalization;
using System.Text;

namespace Joulemark.Testing.Servers;

/// <summary>A request as it came over a stream, plain or encrypted.</summary>
internal sealed record FakeHttpRequest(string Method, string Path, IReadOnlyList<string> Head, string Body)
{
    /// <summary>Reads the next request; null when the client has closed.</summary>
    public static async Task<FakeHttpRequest?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        // Byte by byte up to the blank line: requests are few and small, and nothing of the next one is taken.
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, cancellationToken) == 0)
                return null;
            head.Append((char)one[0]);
        }

        var lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var first = lines[0].Split(' ');
        var request = new FakeHttpRequest(first[0], first[1], lines[1..], "");
        var body = new byte[int.Parse(request.Header("Content-Length") ?? "0", NumberStyles.None, CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, cancellationToken);
        return request with { Body = Encoding.UTF8.GetString(body) };
    }

    /// <summary>A header's value; null for none.</summary>
    public string? Header(string name) => Head
        .Where(l => l.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
        .Select(l => l[(name.Length + 1)..].Trim())
        .FirstOrDefault();
}
