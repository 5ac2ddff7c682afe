namespace Joulemark.Metering.Exporters;

/// <summary>Fetches an exporter's page and reads it.</summary>
/// <param name="url">Where the page is.</param>
/// <param name="http">Asks for it.</param>
/// <param name="clock">Learns the exporter's time from each answer.</param>
internal sealed class Scraper(Uri url, SourceHttp http, RemoteClock clock)
{
    /// <summary>True once a page has told its own time to the millisecond, as Joulemark's does.</summary>
    public bool TellsTime { get; private set; }

    /// <summary>Fetches once. Never throws.</summary>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="wanted">Which metrics; null for all.</param>
    /// <param name="answer">The answer, with its failure where there is no page.</param>
    /// <returns>The samples; null where there is no page.</returns>
    public IReadOnlyList<MetricSample>? Scrape(TimeSpan timeout, MetricsText.NameFilter? wanted, out HttpPage answer)
    {
        answer = http.Get(url, timeout);
        if (answer.Failure is not null)
            return null;

        var openMetrics = answer.MediaType == "application/openmetrics-text";
        var page = MetricsText.Parse(answer.Body.Span, openMetrics, wanted);
        if (!page.IsOne)
        {
            answer = answer with { Failure = $"{url} answered something else than a page of metrics ({answer.MediaType ?? "no media type"}, {answer.Body.Length} bytes)", Remedy = "Check the path of the address: most exporters answer at /metrics." };
            return null;
        }

        if (openMetrics && !page.Ended)
        {
            answer = answer with { Failure = $"{url} answered half a page: its end mark is missing", Remedy = "Look into the log of the exporter." };
            return null;
        }

        if (page.Samples.FirstOrDefault(s => s.Name == OwnMetrics.Clock) is { } time)
        {
            TellsTime = true;
            clock.Add(time.Value, time.Value, answer.Sent, answer.Received);
        }
        else if (answer.Date is { } date)
        {
            // A date is cut off to whole seconds.
            var seconds = (date - DateTimeOffset.UnixEpoch).TotalSeconds;
            clock.Add(seconds, seconds + 1, answer.Sent, answer.Received);
        }

        return page.Samples;
    }
}
