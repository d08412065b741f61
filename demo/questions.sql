-- The orders that count. Revenue is what they brought: tax and shipping included, less refunds, in
-- default_currency_code (group by it if you sell in several). DOUBLE becomes exact as DECIMAL.
CREATE TEMP VIEW sales AS
SELECT *, total_inc_tax::DECIMAL(18, 4) - refunded_amount::DECIMAL(18, 4) AS revenue
FROM orders WHERE status NOT IN ('Incomplete', 'Cancelled', 'Declined') AND NOT is_deleted;

-- Their line items, less discounts and refunds. Lines older than their order are gone from it.
CREATE TEMP VIEW sold AS
SELECT line.*, (discounted_total_inc_tax - refund_amount)::DECIMAL(18, 4) AS revenue
FROM order_products AS line
JOIN sales ON sales.id = line.order_id AND line.order_date_modified >= sales.date_modified;

-- Revenue by day
SELECT date_created::DATE AS day, count(*) AS orders, sum(revenue) AS revenue
FROM sales GROUP BY day ORDER BY day DESC;

-- Revenue by channel
SELECT channels.name AS channel, count(*) AS orders, sum(revenue) AS revenue
FROM sales LEFT JOIN channels ON channels.id = channel_id
GROUP BY channel_id, channel ORDER BY revenue DESC;

-- Revenue by product
SELECT coalesce(products.name, sold.name) AS product,
       sum(quantity) AS units, sum(revenue) AS revenue
FROM sold LEFT JOIN products ON products.id = product_id
GROUP BY product_id, product ORDER BY revenue DESC;

-- Revenue by variant
SELECT coalesce(variants.sku, sold.sku, sold.name) AS variant,
       sum(quantity) AS units, sum(revenue) AS revenue
FROM sold LEFT JOIN product_variants AS variants ON variants.id = variant_id
GROUP BY variant_id, variant ORDER BY revenue DESC;

-- Refunds by what was refunded
SELECT item->>'item_type' AS item, count(*) AS items,
       sum((item->>'requested_amount')::DECIMAL(18, 4)) AS requested
FROM order_refunds, unnest(items::JSON[]) AS each(item) GROUP BY ALL ORDER BY requested DESC;

-- Refunds by who paid them back
SELECT payment->>'provider_id' AS provider, count(*) AS payments,
       sum((payment->>'amount')::DECIMAL(18, 4)) AS refunded
FROM order_refunds, unnest(payments::JSON[]) AS each(payment)
WHERE payment->>'is_declined' = 'false' GROUP BY ALL ORDER BY refunded DESC;

-- Discounts on goods
SELECT discount->>'name' AS discount, count(DISTINCT order_id) AS orders,
       sum((discount->>'amount')::DECIMAL(18, 4)) AS given
FROM sold, unnest(applied_discounts::JSON[]) AS each(discount) GROUP BY ALL ORDER BY given DESC;

-- Coupons, also those that only make shipping free
SELECT code, count(*) AS orders, sum(discount::DECIMAL(18, 4)) AS given, sum(revenue) AS revenue
FROM order_coupons AS used
JOIN sales ON sales.id = used.order_id AND used.order_date_modified >= sales.date_modified
GROUP BY code ORDER BY orders DESC, code;

-- Stock by location
SELECT label AS location, count(*) FILTER (available_to_sell > 0) AS variants,
       sum(total_inventory_onhand) AS on_hand, sum(available_to_sell) AS to_sell
FROM inventory_items JOIN inventory_locations AS locations ON locations.id = location_id
GROUP BY location_id, label ORDER BY location_id;

-- New and returning customers
SELECT strftime(date_created, '%Y-%m') AS month,
       CASE WHEN customer_id = 0 THEN 'guest' WHEN nth = 1 THEN 'new' ELSE 'returning' END AS buyer,
       count(*) AS orders, sum(revenue) AS revenue
FROM (SELECT *, row_number() OVER (PARTITION BY customer_id ORDER BY date_created, id) AS nth
      FROM sales)
GROUP BY month, buyer ORDER BY month DESC, buyer DESC;

-- Tax by rate, refunds not taken off
SELECT class, rate::DECIMAL(9, 4) AS percent, sum(line_amount::DECIMAL(18, 4)) AS tax
FROM order_taxes AS taxes
JOIN sales ON sales.id = taxes.order_id AND taxes.order_date_modified >= sales.date_modified
GROUP BY class, percent ORDER BY tax DESC;
